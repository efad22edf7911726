using System.Text.RegularExpressions;
using PolicyGuard.SystemTests.Cli;
using PolicyGuard.SystemTests.Npm;

namespace PolicyGuard.SystemTests.RealServers;

/// <summary>A running <c>policyguard serve</c> with a policy that says yes to nearly everything, and no to what must prove that it was asked.</summary>
internal sealed partial class RunningGate : IAsyncDisposable
{
    private readonly Playground _playground;
    private readonly Companion _process;

    private RunningGate(Playground playground, Companion process, Uri url)
    {
        _playground = playground;
        _process = process;
        Url = url;
    }

    /// <summary>The joined endpoint.</summary>
    public Uri Url { get; }

    /// <summary>Where its data lies.</summary>
    public Playground Playground => _playground;

    /// <summary>What it wrote to standard output and standard error.</summary>
    public string Output => _process.Output;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="policy">The text of its policy file.</param>
    /// <param name="arguments">More arguments, such as <c>--upstream</c>.</param>
    public static async Task<RunningGate> StartAsync(string policy, params string[] arguments)
    {
        var playground = new Playground();
        var file = playground.Write("policy.yaml", policy);
        var process = Companion.Start(playground.StartInfo(["serve", "--port", "0", "--data-dir", Path.Combine(playground.Home, "data"), "--policy", file, .. arguments]));
        try
        {
            var address = await process.WaitForAsync(line => Address().Match(line) is { Success: true } match ? match.Value : null);
            return new RunningGate(playground, process, new Uri(new Uri(address), "/mcp"));
        }
        catch
        {
            await process.DisposeAsync();
            playground.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _playground.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
