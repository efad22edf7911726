using PolicyGuard.SystemTests.Npm;

namespace PolicyGuard.SystemTests.Conformance;

/// <summary>One way of running the official conformance suite against a server.</summary>
/// <param name="Name">How it is called in test results.</param>
/// <param name="Package">Which of the two pinned versions.</param>
/// <param name="Selection">The arguments that choose its scenarios.</param>
/// <param name="Scenarios">How many scenarios pass against the fixture itself: fewer would mean that the comparison has lost its ground.</param>
public sealed record Suite(string Name, string Package, string[] Selection, int Scenarios)
{
    internal static readonly Suite Stable = new("0.1.16, all", "conformance-stable", ["--suite", "all"], 31);
    internal static readonly Suite Sessions = new("0.2.0-alpha.12, 2025-11-25", "conformance-next", ["--suite", "all", "--spec-version", "2025-11-25"], 33);
    internal static readonly Suite Stateless = new("0.2.0-alpha.12, 2026-07-28", "conformance-next", ["--requirements", "2026-07-28"], 40);

    /// <summary>All of them.</summary>
    public static TheoryData<Suite> All => [Stable, Sessions, Stateless];

    /// <summary>Runs it directly and through the gate.</summary>
    /// <returns>The checks that passed directly and not through the gate.</returns>
    internal async Task<IReadOnlyList<string>> LostAsync(Uri direct, Uri gate)
    {
        var expected = await RunAsync(direct);
        var actual = await RunAsync(gate);
        Assert.True(expected.PassedScenarios.Count() >= Scenarios, $"The fixture itself passes too little:\n{expected}");
        return expected.LostIn(actual);
    }

    private async Task<SuiteResult> RunAsync(Uri server)
    {
        var folder = Directory.CreateTempSubdirectory("policyguard-conformance-");
        try
        {
            var command = NodeTools.Package($"{Package}/dist/index.js", ["server", "--url", server.ToString(), .. Selection, "-o", folder.FullName]);
            var (_, output, error) = await Companion.RunAsync(Companion.Command(command));
            return SuiteResult.Read(folder.FullName, output + error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public override string ToString() => Name;
}
