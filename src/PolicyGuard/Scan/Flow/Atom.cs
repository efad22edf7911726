using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary>
/// One input, or one named part of it. A check of one part (<c>data["type"] in KNOWN</c>) says nothing about its neighbours, so parts are told
/// apart as far as their names are constant.
/// </summary>
internal sealed class Atom(int id, Origin origin, Place at, string file, string label, Atom? parent, int depth)
{
    private const int MaxChildren = 64;
    private const int MaxDepth = 4;

    private Dictionary<string, Atom>? _children;

    public int Id { get; } = id;

    public Origin Origin { get; } = origin;

    public Place At { get; } = at;

    public string File { get; } = file;

    /// <summary>What a person would call it.</summary>
    public string Label { get; } = label;

    public Atom? Parent { get; } = parent;

    /// <summary>The part of this name; the whole where there are too many.</summary>
    public Atom Part(string name, ref int nextId)
    {
        if (depth >= MaxDepth)
        {
            return this;
        }

        _children ??= [];
        if (_children.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_children.Count >= MaxChildren)
        {
            return this;
        }

        return _children[name] = new Atom(nextId++, Origin, At, File, $"{Label}[{(name.Length > 40 ? name[..40] : name)}]", this, depth + 1);
    }
}
