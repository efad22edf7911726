using PolicyGuard.SystemTests.Npm;

namespace PolicyGuard.SystemTests.Conformance;

/// <summary>The upstream that has all that the suites ask for: <c>tests/npm/conformance-server</c>.</summary>
internal sealed class Fixture : IAsyncDisposable
{
    private readonly Companion _process;

    private Fixture(Companion process, Uri url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>The command that starts it on stdio.</summary>
    public static string[] OnStdio => NodeTools.Script("conformance-server/main.mjs", "stdio");

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Starts it over HTTP.</summary>
    public static async Task<Fixture> StartAsync()
    {
        var process = Companion.Start(Companion.Command(NodeTools.Script("conformance-server/main.mjs", "http")));
        var url = await process.WaitForAsync(line => line.StartsWith("http://", StringComparison.Ordinal) ? line : null);
        return new Fixture(process, new Uri(url));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
