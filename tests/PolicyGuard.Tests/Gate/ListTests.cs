using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Gate;

public sealed class ListTests
{
    [Fact]
    public async Task A_suspended_agent_sees_nothing_and_is_told_why()
    {
        var f = new GateFixture();
        await f.Agents.PutAsync(new Agent { Id = "a1", Status = AgentStatus.Suspended });
        var verdict = await f.Gate.FilterAsync(List(f), [Item("read_a")], default);

        Assert.Equal([false], verdict.Visible);
        Assert.Equal(Reasons.AgentSuspended, verdict.Refusal!.Reason);
    }

    [Fact]
    public async Task A_name_without_a_canonical_form_and_a_changed_tool_are_hidden()
    {
        var f = new GateFixture();
        var changed = Item("read_a") with { Definition = new ToolDefinition("h", null, null, null, Changed: true) };
        var verdict = await f.Gate.FilterAsync(List(f), [new ListItem(null, "re\u200bad", CallKind.Tool, "up", null), changed, Item("ok")], default);

        Assert.Equal([false, false, true], verdict.Visible);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_lists_nothing()
    {
        var f = new GateFixture { Store = { Fault = "full" } };
        var verdict = await f.Gate.FilterAsync(List(f), [Item("read_a")], default);

        Assert.Equal([false], verdict.Visible);
        Assert.Equal(Reasons.LedgerUnavailable, verdict.Refusal!.Reason);
    }

    private static ToolCall List(GateFixture f) => f.Call("tools/list", kind: CallKind.List);

    private static ListItem Item(string name) => new(CanonicalName.Of(name), name, CallKind.Tool, "up", new ToolDefinition("h", null, null, null));
}
