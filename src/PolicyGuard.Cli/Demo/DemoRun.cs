using System.Text.Json;

namespace PolicyGuard.Cli.Demo;

/// <summary>Plays the script, and looks at the servers afterwards: what a gate says it stopped is worth nothing if it arrived.</summary>
internal sealed class DemoRun(McpCaller agent, DemoServers servers)
{
    /// <summary>How one step ended.</summary>
    internal sealed record Outcome(DemoScript.Step Step, McpCaller.Answer Answer)
    {
        /// <summary>Whether it ran and worked, or was stopped by what should stop it: a gate that stops for another reason has not seen the attack.</summary>
        public bool AsExpected => Step.StoppedBy is null ? Answer is { Ran: true, Failed: false } : Step.StoppedBy == (Answer.Rule ?? Answer.Reason);
    }

    /// <summary>Something that was looked at afterwards.</summary>
    internal sealed record Check(string Says, bool Holds);

    /// <summary>The tools that the agent was shown.</summary>
    public IReadOnlyList<string> Tools { get; private set; } = [];

    /// <summary>The steps so far.</summary>
    public List<Outcome> Outcomes { get; } = [];

    /// <summary>What was found at the servers.</summary>
    public IReadOnlyList<Check> Checks { get; private set; } = [];

    /// <summary>Whether every expected stop happened and every expected call went through.</summary>
    public bool Succeeded => Outcomes.Count == DemoScript.Steps.Count && Outcomes.All(static outcome => outcome.AsExpected) && Checks.All(static check => check.Holds);

    /// <summary>Plays.</summary>
    public async Task PlayAsync(CancellationToken ct)
    {
        await agent.ConnectAsync(ct);
        Tools = await agent.ListAsync(ct);
        var answers = new List<string>();
        foreach (var step in DemoScript.Steps)
        {
            var answer = await agent.CallAsync(step.Tool, step.Arguments(answers), ct);
            answers.Add(answer.Text);
            Outcomes.Add(new Outcome(step, answer));
        }

        using var http = new HttpClient();
        using var sent = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(servers.NotesUrl, "/received"), ct));
        var files = servers.Files();
        Checks =
        [
            new("the agent really had the secret in hand", answers.Any(static answer => answer.Contains("AWS_ACCESS_KEY_ID=AKIA", StringComparison.Ordinal))),
            new("the notes server was asked to send nothing", sent.RootElement.GetArrayLength() == 0),
            new("both reports are still there", files.Count(static file => Path.GetFileName(file) is "q3.md" or "plan.md") == 2),
            new("the summary was written", files.Any(static file => Path.GetFileName(file) == "summary.md")),
        ];
    }
}
