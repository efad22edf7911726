using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>Policy files as they lie on the disk at one moment.</summary>
/// <param name="Sources">The files, in the order asked for; those of a folder by name.</param>
/// <param name="Diagnostics">What could not be read.</param>
internal sealed record PolicyFiles(IReadOnlyList<PolicySource> Sources, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Reads files, and of folders the files directly in them that end in <c>.yaml</c>, <c>.yml</c> or <c>.json</c>.</summary>
    public static PolicyFiles Read(IEnumerable<string> paths)
    {
        var sources = new List<PolicySource>();
        var diagnostics = new List<Diagnostic>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            foreach (var file in Expand(path, diagnostics))
            {
                if (seen.Add(Path.GetFullPath(file)) && ReadFile(file, diagnostics) is { } source)
                {
                    sources.Add(source);
                }
            }
        }

        return new PolicyFiles(sources, diagnostics);
    }

    /// <summary>Whether both hold the same texts under the same names.</summary>
    public bool SameAs(PolicyFiles other) => Sources.SequenceEqual(other.Sources) && Diagnostics.SequenceEqual(other.Diagnostics);

    private static IReadOnlyList<string> Expand(string path, List<Diagnostic> diagnostics)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                return [path];
            }

            string[] files = [.. Directory.EnumerateFiles(path).Where(IsPolicy).Order(StringComparer.Ordinal)];
            if (files.Length == 0)
            {
                diagnostics.Add(Unreadable(path, "the folder holds no .yaml, .yml or .json file"));
            }

            return files;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(Unreadable(path, fault.Message));
            return [];
        }
    }

    // Editors leave `.#policy.yaml` and `._policy.yaml` beside the file they write.
    private static bool IsPolicy(string file) => !Path.GetFileName(file).StartsWith('.')
        && Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static PolicySource? ReadFile(string file, List<Diagnostic> diagnostics)
    {
        var shown = Shown(file);
        try
        {
            // A pipe would be opened for ever.
            if ((File.ResolveLinkTarget(file, returnFinalTarget: true)?.Attributes ?? File.GetAttributes(file)) is var kind && (kind & FileAttributes.Device) != 0)
            {
                diagnostics.Add(Unreadable(shown, "not a file"));
                return null;
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!stream.CanSeek || stream.Length > MaxBytes)
            {
                diagnostics.Add(Unreadable(shown, $"not a file of at most {MaxBytes} bytes"));
                return null;
            }

            using var reader = new StreamReader(stream, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true));
            return new PolicySource(shown, reader.ReadToEnd());
        }
        catch (System.Text.DecoderFallbackException)
        {
            diagnostics.Add(Unreadable(shown, "not UTF-8"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(Unreadable(shown, fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : fault.Message));
        }

        return null;
    }

    private static Diagnostic Unreadable(string path, string why) => new(Severity.Error, path, 0, 0, "policy-unreadable", $"cannot be read: {why}");

    // Below the working directory the short form is what people typed and what editors link.
    private static string Shown(string file)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
