using System.Globalization;
using System.Text.Json.Nodes;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Gate;

/// <summary>A yes is for one call: whatever single thing of it changes, it is another call; however the same call is spelt, it is the same.</summary>
public sealed class ApprovalBindingProperties
{
    private static readonly string[] Names = ["a", "b", "path", "A", "ä", "to", ""];
    private static readonly string[] Texts = ["", "x", "X", "x ", "é", "e\u0301", "\u200b", "1", "null", "\"", "\n"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_single_change_of_the_arguments_makes_it_another_call(ulong seed)
    {
        var dice = new Dice(seed);
        var arguments = Tree(dice, 3, asObject: true);
        var f = new GateFixture(Effect.RequireApproval);
        await ApproveAsync(f, arguments.ToJsonString());

        var changed = arguments.DeepClone();
        Change(dice, changed);
        var different = !JsonNode.DeepEquals(arguments, changed);
        var reply = await f.InvokeAsync(f.Call("refund", changed.ToJsonString()));
        Assert.Equal(different ? Reasons.ApprovalRequired : Reasons.Default, reply.Reason);
        Assert.Equal(different ? 0 : 1, f.Upstream.Runs);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Another_order_of_members_and_other_blanks_are_the_same_call(ulong seed)
    {
        var dice = new Dice(seed);
        var arguments = Tree(dice, 3, asObject: true);
        var f = new GateFixture(Effect.RequireApproval);
        await ApproveAsync(f, arguments.ToJsonString());
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("refund", Shuffled(dice, arguments)!.ToJsonString(new() { WriteIndented = true })))).Status);
        Assert.Equal(1, f.Upstream.Runs);
    }

    [Theory]
    [InlineData("tool")]
    [InlineData("agent")]
    [InlineData("upstream")]
    [InlineData("definition")]
    [InlineData("caller")]
    [InlineData("kind")]
    public async Task Any_single_change_around_the_arguments_makes_it_another_call(string what)
    {
        var f = new GateFixture(Effect.RequireApproval);
        await ApproveAsync(f, "{}");
        var other = what switch
        {
            "tool" => f.Call("refund2"),
            "agent" => f.Call("refund", agent: "a2"),
            "upstream" => f.Call("refund", upstream: "other"),
            "definition" => f.Call("refund", definition: new ToolDefinition("other", null, null, null)),
            "caller" => f.Call("refund", caller: new Caller("elsewhere", CallerProof.None)),
            _ => f.Call("refund", kind: CallKind.Prompt),
        };
        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(other)).Reason);
        Assert.Equal(0, f.Upstream.Runs);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("refund"))).Status);
    }

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 300).Select(static n => (ulong)n)];

    private static async Task ApproveAsync(GateFixture f, string arguments)
    {
        var asked = await f.InvokeAsync(f.Call("refund", arguments));
        Assert.True(await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve")));
    }

    private static JsonNode Tree(Dice dice, int depth, bool asObject = false)
    {
        if (asObject || (depth > 0 && dice.Below(3) == 0))
        {
            var node = new JsonObject();
            foreach (var name in dice.Shuffle(Names).Take(1 + dice.Below(4)))
            {
                node[name] = Tree(dice, depth - 1);
            }

            return node;
        }

        return depth > 0 && dice.Below(3) == 0 ? new JsonArray([.. Enumerable.Range(0, 1 + dice.Below(3)).Select(_ => Tree(dice, depth - 1))]) : Leaf(dice);
    }

    private static JsonNode Leaf(Dice dice) => dice.Below(3) switch
    {
        0 => JsonValue.Create(dice.Of(Texts)),
        1 => JsonValue.Create(dice.Below(5)),
        _ => JsonValue.Create(dice.Below(2) == 0),
    };

    // One leaf, one name, one more or one less.
    private static void Change(Dice dice, JsonNode node)
    {
        while (true)
        {
            if (node is JsonObject members)
            {
                var (name, value) = members.ElementAt(dice.Below(members.Count));
                switch (dice.Below(4))
                {
                    case 0:
                        members.Remove(name);
                        return;
                    case 1:
                        members[name + dice.Below(100).ToString(CultureInfo.InvariantCulture)] = Leaf(dice);
                        return;
                    case 2 when value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }:
                        node = value;
                        break;
                    default:
                        members[name] = Leaf(dice);
                        return;
                }
            }
            else
            {
                var items = (JsonArray)node;
                switch (dice.Below(3))
                {
                    case 0:
                        items.RemoveAt(dice.Below(items.Count));
                        return;
                    case 1:
                        items.Insert(dice.Below(items.Count + 1), Leaf(dice));
                        return;
                    default:
                        items[dice.Below(items.Count)] = Leaf(dice);
                        return;
                }
            }
        }
    }

    private static JsonNode? Shuffled(Dice dice, JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(dice.Shuffle(members.ToList()).Select(member => KeyValuePair.Create(member.Key, Shuffled(dice, member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Shuffled(dice, item))]),
        _ => node?.DeepClone(),
    };
}
