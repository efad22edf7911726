using PolicyGuard.Cli.Scanning;
using PolicyGuard.Scan;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Security.PythonScan;

/// <summary>
/// The test code of semgrep's Python taint rules: the line behind <c># ruleid:</c> must be reported, that behind <c># ok:</c> must not. Any
/// finding on the line counts for both, except the mere use of a module or function (<c>STATIC-000</c> to <c>STATIC-017</c>).
/// </summary>
internal static class SemgrepRules
{
    public static IEnumerable<Figure> Measure(string folder, bool show)
    {
        var (hits, of, alarms, clean, totalHits, totalOf, totalAlarms, totalClean) = (0, 0, 0, 0, 0, 0, 0, 0);
        const string Name = "semgrep-rules, python, mode: taint";
        var groups = Directory.EnumerateFiles(Path.Combine(folder, "python"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .GroupBy(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[1]);
        foreach (var group in groups)
        {
            (hits, of, alarms, clean) = (0, 0, 0, 0);
            foreach (var file in group)
            {
                var code = Path.ChangeExtension(file, ".py");
                var ids = TaintRules(file);
                if (ids.Count == 0 || !File.Exists(code))
                {
                    continue;
                }

                var text = SourceFile.Decode(File.ReadAllBytes(code)).Text;
                var found = new PythonScanner().Scan(code, text).Where(static finding => string.CompareOrdinal(finding.Rule.Id, "STATIC-099") > 0).ToLookup(static finding => finding.Line);
                foreach (var (line, expected) in Marks(text, ids))
                {
                    var reported = found[line].Any();
                    (hits, of) = expected ? (hits + (reported ? 1 : 0), of + 1) : (hits, of);
                    (alarms, clean) = expected ? (alarms, clean) : (alarms + (reported ? 1 : 0), clean + 1);
                    if (show && reported != expected)
                    {
                        Console.Error.WriteLine($"{Path.GetRelativePath(folder, code)}:{line} {(expected ? "missed" : "false alarm: " + string.Join(", ", found[line].Select(static finding => finding.Rule.Name)))}");
                    }
                }
            }

            if (of + clean > 0)
            {
                yield return new Figure(Name, $"{group.Key}: lines found", hits, of);
                yield return new Figure(Name, $"{group.Key}: false alarms", alarms, clean, Fewer: true);
            }

            (totalHits, totalOf, totalAlarms, totalClean) = (totalHits + hits, totalOf + of, totalAlarms + alarms, totalClean + clean);
        }

        yield return new Figure(Name, "all: lines found", totalHits, totalOf, 0.70);
        yield return new Figure(Name, "all: false alarms", totalAlarms, totalClean, 0.10, Fewer: true);
    }

    private static HashSet<string> TaintRules(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(file);
        yaml.Load(reader);
        return yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode root && root.Children.TryGetValue("rules", out var rules)
            ? [.. ((YamlSequenceNode)rules).OfType<YamlMappingNode>()
                .Where(static rule => rule.Children.TryGetValue("mode", out var mode) && mode is YamlScalarNode { Value: "taint" })
                .Select(static rule => ((YamlScalarNode)rule.Children["id"]).Value!)]
            : [];
    }

    // The mark stands above its line; other comments may stand between.
    private static IEnumerable<(int Line, bool Expected)> Marks(string text, HashSet<string> ids)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var comment = lines[i].Trim();
            var (expected, mark) = comment.Contains("ruleid:", StringComparison.Ordinal) ? (true, "ruleid:") : (false, "ok:");
            var at = comment.IndexOf(mark, StringComparison.Ordinal);
            if (!comment.StartsWith('#') || at < 0 || !comment[(at + mark.Length)..].Split(',', StringSplitOptions.TrimEntries).Any(ids.Contains))
            {
                continue;
            }

            var line = i + 1;
            while (line < lines.Length && lines[line].TrimStart().StartsWith('#'))
            {
                line++;
            }

            yield return (line + 1, expected);
        }
    }
}
