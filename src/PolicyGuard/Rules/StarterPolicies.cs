using System.Text;

namespace PolicyGuard.Rules;

/// <summary>The policies that ship with the program, as files with comments and tests; <c>init</c> writes them, <c>serve</c> falls back to <c>starter</c>.</summary>
public static class StarterPolicies
{
    /// <summary>The profiles: <c>starter</c> allows by default with protections on, <c>strict</c> denies by default, <c>minimal</c> is the least.</summary>
    public static readonly IReadOnlyList<string> Profiles = ["starter", "strict", "minimal"];

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["starter"] = "starter.yaml",
        ["strict"] = "owasp_asi_2026_strict.yaml",
        ["minimal"] = "minimal.yaml",
        ["template"] = "custom_template.yaml",
    };

    /// <summary>The text of a policy file: a profile, or <c>template</c>.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static string Read(string name)
    {
        using var stream = typeof(StarterPolicies).Assembly.GetManifestResourceStream($"policies/{FileName(name)}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The name under which the file ships, for example <c>owasp_asi_2026_strict.yaml</c>.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static string FileName(string name) => Files.TryGetValue(name, out var file)
        ? file
        : throw new ArgumentException($"there is no policy `{name}`: expected one of {string.Join(", ", Files.Keys)}", nameof(name));

    /// <summary>A policy as a source for the loader.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static PolicySource Source(string name) => new($"builtin:{FileName(name)}", Read(name));
}
