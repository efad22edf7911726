using System.Text.Json;
using PolicyGuard.Agents.Judge;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Tests.Doubles;
using PolicyGuard.Tests.Intent;

namespace PolicyGuard.Tests.Judging;

/// <summary>Questions and judges for tests.</summary>
internal static class Questions
{
    public static JudgeQuestion Of(string arguments = """{"to":"bob"}""", string target = "send") => new()
    {
        Policies = [Policies.Of("constraints: [only to colleagues]").Document],
        PolicySet = "set",
        Threshold = 0.7,
        ActionType = "tool_call",
        Target = target,
        Upstream = "mail",
        Arguments = JsonDocument.Parse(arguments).RootElement,
        Call = "call",
    };

    public static ChatJudge Judge(FakeChat chat, TimeProvider clock, Func<JudgeOptions, JudgeOptions>? with = null, List<string>? log = null)
    {
        var options = new JudgeOptions { Model = "m1" };
        return new ChatJudge(chat, with is null ? options : with(options), clock, line => log?.Add(line));
    }
}
