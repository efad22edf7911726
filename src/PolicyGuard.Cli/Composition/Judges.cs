using System.Runtime.CompilerServices;
using PolicyGuard.Agents.Judge;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Composition;

/// <summary>The judge, as the operator configured it. Where none is, the assemblies of the models' clients are not even loaded.</summary>
internal static class Judges
{
    // The judge keeps its own time; this is for what goes wrong with that.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Why the judge cannot be asked, or null.</summary>
    /// <param name="settings">The judge, or null.</param>
    /// <param name="variables">The environment.</param>
    public static string? Fault(JudgeSettings? settings, IReadOnlyDictionary<string, string> variables) => settings switch
    {
        { KeyVariable: { } name } when !variables.TryGetValue(name, out var key) || key.Length == 0
            => $"judge: the environment variable `{name}` is not set; it has to hold the API key (judge.api_key_env names another, judge.when: off goes on without a judge)",
        { KeyVariable: { } name } when !variables[name].All(static c => c is > ' ' and < '\u007f')
            => $"judge: the environment variable `{name}` holds a blank, a line break or letters that no API key has",
        _ => null,
    };

    /// <summary>What the gate needs, or null where no judge is configured.</summary>
    /// <param name="settings">The judge; there is no <see cref="Fault"/> with it.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Takes one line for the operator; must not throw.</param>
    public static JudgeServices? Of(JudgeSettings? settings, IReadOnlyDictionary<string, string> variables, TimeProvider clock, Action<string> log) =>
        settings is null ? null : new JudgeServices(Make(settings, variables, clock, log), settings.When, settings.Timeout + Grace);

    /// <summary>The judge alone; disposable.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IIntentJudge Make(JudgeSettings settings, IReadOnlyDictionary<string, string> variables, TimeProvider clock, Action<string> log)
    {
        var key = settings.KeyVariable is { } variable ? variables[variable] : null;
        var client = settings.Provider == "anthropic" ? ChatClients.Anthropic(settings, key) : ChatClients.OpenAI(settings, key);
        var options = new JudgeOptions
        {
            Model = settings.Model,
            TimeLimit = settings.Timeout,
            CallsPerMinute = settings.CallsPerMinute,
            TokensPerDay = settings.TokensPerDay,
            MostAtOnce = settings.MaxConcurrent,
            MostWaiting = settings.MaxWaiting,
            CacheFor = settings.Cache,
            MostCached = settings.CacheEntries,
            MostQuestionBytes = settings.MaxQuestionBytes,
            MostAnswerTokens = settings.MaxAnswerTokens,
        };
        return new ChatJudge(client, options, clock, line => log(key is null ? line : line.Replace(key, "[API key]", StringComparison.Ordinal)));
    }
}
