using System.Text;

namespace PolicyGuard.Text;

/// <summary>Gathers the characters between two stars while a glob is read.</summary>
internal sealed class GlobPieceBuilder(Func<string, Folded> fold)
{
    private readonly StringBuilder _run = new();
    private readonly List<GlobToken> _tokens = [];
    private bool _fixed = true;

    /// <summary>What is wrong with the pattern, or null.</summary>
    public string? Fault { get; private set; }

    public void AddLiteral(char c) => _run.Append(c);

    public void AddAny()
    {
        EndRun();
        _fixed = false;
        _tokens.Add(default);
    }

    public void AddSet(string body)
    {
        EndRun();
        var negated = body.StartsWith('!');
        var rest = negated ? body[1..] : body;
        var ranges = new List<(char, char)>();
        for (var i = 0; i < rest.Length; i++)
        {
            var low = FoldOne(rest[i]);
            var high = low;
            if (i + 2 < rest.Length && rest[i + 1] == '-')
            {
                high = FoldOne(rest[i + 2]);
                i += 2;
            }

            if (low > high)
            {
                Fault ??= $"the range `{low}-{high}` is empty";
            }

            ranges.Add((low, high));
        }

        if (!negated && ranges is [(var only, var same)] && only == same)
        {
            // `[*]` is how a star is written that stands for itself.
            _tokens.Add(new GlobToken(only, null));
            return;
        }

        _fixed = false;
        _tokens.Add(new GlobToken(null, new GlobSet(negated, [.. ranges])));
    }

    public GlobPiece Build()
    {
        EndRun();
        var text = _fixed ? string.Concat(_tokens.Select(t => t.Literal)) : null;
        var piece = new GlobPiece(text, [.. _tokens]);
        _tokens.Clear();
        _fixed = true;
        return piece;
    }

    private void EndRun()
    {
        if (_run.Length == 0)
        {
            return;
        }

        var folded = fold(_run.ToString());
        _run.Clear();
        Fault ??= folded.Fault;
        foreach (var c in folded.Text ?? "")
        {
            _tokens.Add(new GlobToken(c, null));
        }
    }

    private char FoldOne(char c)
    {
        var folded = fold(c.ToString());
        if (folded.Text is { Length: 1 } one)
        {
            return one[0];
        }

        Fault ??= folded.Fault ?? $"`{c}` cannot stand in a set: it compares as `{folded.Text}`";
        return c;
    }
}
