namespace PolicyGuard.SystemTests.Cli;

/// <summary><c>docs/intent.md</c> does what it says.</summary>
public sealed class IntentDocsTests
{
    private static readonly string Page = Docs.Repository.Read("docs", "intent.md");

    [Fact]
    public async Task Its_example_and_its_commands_work_as_printed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the commands are for a Unix shell");
        await using var room = await DocsRoom.OpenAsync();
        var task = DocsBlocks.Of(Page, "yaml").First().Text;
        await room.RunAsync($"cat > task.yaml <<'END'\n{task}\nEND", 0);
        var commands = DocsBlocks.Commands(Page).ToList();
        Assert.Equal(7, commands.Count);
        foreach (var (command, code) in commands)
        {
            await room.RunAsync(command, code);
        }
    }

    [Fact]
    public async Task It_prints_what_explain_prints()
    {
        using var playground = new Playground();
        playground.Write("task.yaml", DocsBlocks.Of(Page, "yaml").First().Text);
        var run = await playground.RunAsync("intent", "explain", "task.yaml", "get_secret_word", "add_numbers", "fetch");
        Assert.Equal(1, run.Code);
        Assert.Contains(run.Out.ReplaceLineEndings("\n"), Page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_explains_every_key_and_no_other()
    {
        string[] keys =
        [
            "name", "description", "expected_workflow", "allowed_tools", "forbidden_tools", "allowed_transitions", "unlisted", "after", "never_after", "constraints",
            "escalation_threshold", "fast_path_allow", "case_insensitive_patterns",
        ];
        var rows = Page.Split('\n').SkipWhile(static line => !line.StartsWith("| Key |", StringComparison.Ordinal)).Skip(2).TakeWhile(static line => line.StartsWith('|'));
        Assert.Equal(keys.Order(), rows.SelectMany(static row => row.Split('|')[1].Split(',')).Select(static key => key.Trim().Trim('`')).Order());
    }
}
