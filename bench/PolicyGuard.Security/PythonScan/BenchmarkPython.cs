using System.Globalization;
using PolicyGuard.Cli.Scanning;
using PolicyGuard.Scan;

namespace PolicyGuard.Security.PythonScan;

/// <summary>
/// OWASP BenchmarkPython: each test case is one file with one weakness of a known class, real or not. A file counts as reported if anything of
/// that class (by CWE) is found in it, as the benchmark's own score card counts.
/// </summary>
internal static class BenchmarkPython
{
    // The other three (hash, weakrand, securecookie) are about choices, not flows.
    private static readonly HashSet<string> Flows =
        ["cmdi", "codeinj", "deserialization", "ldapi", "pathtraver", "redirect", "sqli", "trustbound", "xpathi", "xss", "xxe"];

    public static IEnumerable<Figure> Measure(string folder, bool show)
    {
        var cases = Directory.EnumerateFiles(folder, "expectedresults-*.csv").Order(StringComparer.Ordinal).Take(1).SelectMany(File.ReadLines)
            .Where(static line => !line.StartsWith('#')).Select(static line => line.Split(','))
            .Select(static row => (Name: row[0], Category: row[1], Real: row[2] == "true", Cwe: int.Parse(row[3], CultureInfo.InvariantCulture))).ToList();
        var scanner = new PythonScanner(new ModuleFolder(folder).Find);
        var reported = cases.ToDictionary(static row => row.Name, row =>
        {
            var file = Path.Combine(folder, "testcode", row.Name + ".py");
            return scanner.Scan(file, SourceFile.Decode(File.ReadAllBytes(file)).Text).Any(finding => finding.Rule.Cwe == row.Cwe && (finding.Flow.Count > 0 || !Flows.Contains(row.Category)));
        });
        if (show)
        {
            cases.Where(row => reported[row.Name] != row.Real).ToList().ForEach(row => Console.Error.WriteLine($"{row.Name} {row.Category} {(row.Real ? "missed" : "false alarm")}"));
        }

        const string Name = "OWASP BenchmarkPython";
        var scores = new List<double>();
        foreach (var category in cases.GroupBy(static row => row.Category).OrderByDescending(static group => Flows.Contains(group.Key)).ThenBy(static group => group.Key, StringComparer.Ordinal))
        {
            var kind = Flows.Contains(category.Key) ? "" : " (no flow)";
            var (hits, alarms) = (Count(category, true), Count(category, false));
            yield return new Figure(Name, $"{category.Key}{kind}: real ones found", hits.Count, hits.Of);
            yield return new Figure(Name, $"{category.Key}{kind}: false alarms", alarms.Count, alarms.Of, Fewer: true);
            if (kind.Length == 0)
            {
                scores.Add(((double)hits.Count / hits.Of) - ((double)alarms.Count / alarms.Of));
            }
        }

        var flows = cases.Where(static row => Flows.Contains(row.Category)).ToList();
        var (found, wrong) = (Count(flows, true), Count(flows, false));
        yield return new Figure(Name, "all flow categories: real ones found", found.Count, found.Of);
        yield return new Figure(Name, "all flow categories: false alarms", wrong.Count, wrong.Of, Fewer: true);

        // In thousandths, so that it is a share like the others.
        yield return new Figure(Name, "true minus false rate, mean of the flow categories", (int)Math.Round(scores.Average() * 1000), 1000, 0.60);
        yield return new Figure(Name, "true minus false rate, all flow cases together", (int)Math.Round((((double)found.Count / found.Of) - ((double)wrong.Count / wrong.Of)) * 1000), 1000, 0.60);

        (int Count, int Of) Count(IEnumerable<(string Name, string Category, bool Real, int Cwe)> rows, bool real)
        {
            var of = rows.Where(row => row.Real == real).ToList();
            return (of.Count(row => reported[row.Name]), of.Count);
        }
    }
}
