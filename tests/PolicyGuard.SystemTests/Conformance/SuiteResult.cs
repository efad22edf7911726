using System.Text.Json;
using System.Text.RegularExpressions;

namespace PolicyGuard.SystemTests.Conformance;

/// <summary>What one run of a suite said of each check of each scenario.</summary>
internal sealed partial class SuiteResult
{
    private readonly Dictionary<(string Scenario, string Check), (string Status, string? Error)> _checks;
    private readonly string _log;

    private SuiteResult(Dictionary<(string, string), (string, string?)> checks, string log)
    {
        _checks = checks;
        _log = log;
    }

    /// <summary>Scenarios of which something passed and nothing failed.</summary>
    public IEnumerable<string> PassedScenarios => _checks.GroupBy(check => check.Key.Scenario)
        .Where(scenario => scenario.Any(check => check.Value.Status == "SUCCESS") && scenario.All(check => check.Value.Status != "FAILURE"))
        .Select(scenario => scenario.Key);

    /// <summary>Reads the folder that the suite wrote, one file for each scenario.</summary>
    public static SuiteResult Read(string folder, string log)
    {
        var checks = new Dictionary<(string, string), (string, string?)>();
        foreach (var file in Directory.EnumerateFiles(folder, "checks.json", SearchOption.AllDirectories))
        {
            var scenario = ScenarioFolder().Match(Path.GetFileName(Path.GetDirectoryName(file)!)).Groups[1].Value;
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var check in document.RootElement.EnumerateArray())
            {
                var key = (scenario, check.GetProperty("id").GetString()!);
                var status = check.GetProperty("status").GetString()!;
                var error = check.TryGetProperty("errorMessage", out var message) ? message.GetString() : null;

                // One id may stand for several observations; the worst of them counts.
                if (!checks.TryGetValue(key, out var seen) || Rank(status) > Rank(seen.Item1))
                {
                    checks[key] = (status, error);
                }
            }
        }

        return new SuiteResult(checks, log);
    }

    /// <summary>Checks that passed here and fail, warn or did not run in <paramref name="other"/>, each with what it said there.</summary>
    public IReadOnlyList<string> LostIn(SuiteResult other) =>
    [
        .. from check in _checks
           where check.Value.Status == "SUCCESS"
           let there = other._checks.TryGetValue(check.Key, out var found) ? found : ("not run", null)
           where there.Item1 is not ("SUCCESS" or "INFO")
           orderby check.Key
           select $"{check.Key.Scenario} / {check.Key.Check}: {there.Item1} {there.Item2}",
    ];

    /// <summary>What the suite printed.</summary>
    public override string ToString() => _log;

    private static int Rank(string status) => status switch { "FAILURE" => 3, "WARNING" => 2, "SUCCESS" => 1, _ => 0 };

    [GeneratedRegex(@"^server-(.+)-\d{4}-\d\d-\d\dT", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex ScenarioFolder();
}
