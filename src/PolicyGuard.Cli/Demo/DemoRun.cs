using System.Text.Json;

namespace PolicyGuard.Cli.Demo;

/// <summary>Plays the script, and looks at the servers afterwards: what a gate says it stopped is worth nothing if it arrived.</summary>
/// <param name="agent">Begins a session.</param>
/// <param name="servers">The tool servers.</param>
internal sealed class DemoRun(Func<McpCaller> agent, DemoServers servers)
{
    /// <summary>Something that was looked at afterwards.</summary>
    internal sealed record Check(string Says, bool Holds);

    /// <summary>The tools that the agent was shown.</summary>
    public IReadOnlyList<string> Tools { get; private set; } = [];

    /// <summary>The steps so far.</summary>
    public List<Outcome> Outcomes { get; } = [];

    /// <summary>What was found at the servers.</summary>
    public IReadOnlyList<Check> Checks { get; private set; } = [];

    /// <summary>Whether every expected stop happened and every expected call went through.</summary>
    public bool Succeeded =>
        Outcomes.Count == DemoScript.Scenes.Sum(static scene => scene.Steps.Count) && Outcomes.All(static outcome => outcome.AsExpected) && Checks.All(static check => check.Holds);

    /// <summary>Plays.</summary>
    public async Task PlayAsync(CancellationToken ct)
    {
        foreach (var scene in DemoScript.Scenes)
        {
            using var session = agent();
            await session.ConnectAsync(ct);
            Tools = Tools.Count > 0 ? Tools : await session.ListAsync(ct);
            await PlayAsync(session, scene, ct);
        }

        Checks = await LookAsync(ct);
    }

    private async Task PlayAsync(McpCaller session, Scene scene, CancellationToken ct)
    {
        var answers = new List<string>();
        for (var next = 0; next < scene.Steps.Count;)
        {
            var count = Math.Max(1, scene.Steps.Skip(next).TakeWhile(static step => step.AtOnce).Count());
            var steps = scene.Steps.Skip(next).Take(count).ToList();
            var ended = await Task.WhenAll(steps.Select(step => session.CallAsync(step.Tool, step.Arguments(answers), ct)));
            Outcomes.AddRange(steps.Zip(ended, (step, answer) => new Outcome(scene, step, answer)));
            answers.AddRange(ended.Select(static answer => answer.Text));
            next += count;
        }
    }

    private async Task<IReadOnlyList<Check>> LookAsync(CancellationToken ct)
    {
        using var http = new HttpClient();
        using var sent = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(servers.NotesUrl, "/received"), ct));
        var left = sent.RootElement.EnumerateArray().Select(static one => (Url: one.GetProperty("url").GetString()!, Body: one.GetProperty("body").GetString()!)).ToList();
        var files = servers.Files();
        return
        [
            new("the agent had the passphrase in hand, and never saw the key in the credentials", Outcomes.Any(static o => o.Answer.Text == DemoScript.Passphrase) && !Outcomes.Any(static o => o.Answer.Text.Contains("AWS_ACCESS_KEY_ID=AKIA", StringComparison.Ordinal))),
            new("nothing left for anybody but the user's team", left.TrueForAll(static one => one.Url == DemoScript.Team)),
            new("no secret left as a whole", !Held(string.Concat(left.Select(static one => one.Url + one.Body)))),
            new("the user's summary is with the team, and in its file", left.Exists(static one => one.Body.Length > 40) && files.Any(static file => Path.GetFileName(file) == "summary.md")),
            new("both reports are still there", files.Count(static file => Path.GetFileName(file) is "q3.md" or "plan.md") == 2),
        ];
    }

    private static bool Held(string text) => text.Contains(DemoScript.OwnKey, StringComparison.Ordinal) || text.Contains(DemoScript.Passphrase, StringComparison.Ordinal);
}
