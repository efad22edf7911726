using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary>The other modules of the project, read when they are first asked for, at most so many for one file.</summary>
internal sealed class Modules(Func<string, string, (string File, PythonFile Source)?> find)
{
    private const int Most = 24;

    private readonly Dictionary<string, ModuleValue?> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModuleValue> _byFile = new(StringComparer.Ordinal);

    /// <summary>A module by its dotted name, as a file imports it; null where it is none of the project's.</summary>
    public ModuleValue? Find(string name, string importer)
    {
        if (_known.TryGetValue(name, out var known))
        {
            return known;
        }

        ModuleValue? module = null;
        if (_byFile.Count < Most && find(name, importer) is { } found && found.File != importer && !_byFile.TryGetValue(found.File, out module))
        {
            module = _byFile[found.File] = new ModuleValue(found.File, found.Source);
        }

        return _known[name] = module;
    }

    /// <summary><c>from ..a import b</c>: the dots stay in front, for whoever knows the folders.</summary>
    public static string Relative(int level, string module) => new string('.', Math.Min(level, 8)) + module;
}
