using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Cli.Commands;

/// <summary>Serves the process that started us on standard input and output. Standard output carries protocol only.</summary>
internal static class StdioServing
{
    /// <summary>Serves until the client closes its end, or until cancelled; the exit code.</summary>
    public static async Task<int> RunAsync(Engine engine, ProgramOptions options, Policies policies, string? configFile, CancellationToken ct)
    {
        if (await GivenKey.ReadAsync(engine.Services.Keys, TimeProvider.System, ct) is not { } caller)
        {
            return ExitCodes.Usage;
        }

        await engine.StartedAsync("serving on stdio");
        Starting.Log(Banner.OneLine(options, policies, configFile));
        await ServeHost.RunAsync(options.Gateway, engine.Gate, engine.Services with { StdioCaller = caller }, TimeProvider.System, ct);
        return ExitCodes.Ok;
    }
}
