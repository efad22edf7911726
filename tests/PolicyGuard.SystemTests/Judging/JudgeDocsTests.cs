using PolicyGuard.Gateway.Config;
using PolicyGuard.Rules;
using PolicyGuard.SystemTests.Cli;
using PolicyGuard.SystemTests.Docs;

namespace PolicyGuard.SystemTests.Judging;

/// <summary><c>docs/judge.md</c> does what it says.</summary>
public sealed class JudgeDocsTests
{
    private static readonly string Page = Repository.Read("docs", "judge.md");

    [Fact]
    public async Task Its_example_works_as_printed_with_a_stand_in_for_the_model()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the commands are for a Unix shell");
        await using var model = await ModelStub.StartAsync();
        model.Says = static question => question.Contains("evil", StringComparison.Ordinal)
            ? """{"verdict":"block","confidence":0.97,"reason":"r","risk_indicators":["stranger"]}""" : ModelStub.Yes;
        await using var room = await DocsRoom.OpenAsync();
        await room.RunAsync($"cat > task.yaml <<'END'\n{DocsBlocks.Of(Page, "yaml").First().Text}\nEND", 0);
        var commands = DocsBlocks.Commands(Page).ToList();
        Assert.Equal(2, commands.Count);
        foreach (var (command, code) in commands)
        {
            await room.RunAsync(command.Replace("http://127.0.0.1:11434", model.Root, StringComparison.Ordinal), code);
        }

        Assert.Equal(2, model.Seen.Count);
    }

    [Fact]
    public void Its_configuration_is_one()
    {
        var blocks = DocsBlocks.Of(Page, "yaml").Select(static block => block.Text).Where(static text => text.Contains("judge:", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, blocks.Count);
        foreach (var block in blocks)
        {
            var loaded = Configuration.Load(new ConfigInput { File = new PolicySource("config.yaml", block), FileFolder = "/p", Environment = new Dictionary<string, string> { ["HOME"] = "/h" }, WorkingFolder = "/p" });
            Assert.Empty(loaded.Diagnostics);
            Assert.NotNull(loaded.Options!.Judge);
        }
    }
}
