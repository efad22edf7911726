using System.Reflection;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Rules;

namespace PolicyGuard.Tests.Gate;

/// <summary><c>docs/life-of-a-call.md</c> says what the code does.</summary>
public sealed class LifeOfACallTests
{
    private static readonly string Page = Spec.Document("life-of-a-call.md");

    [Fact]
    public void Every_step_on_the_page_is_a_method_that_takes_and_makes_what_the_page_says()
    {
        var rows = Rows("| Step | Code |");
        Assert.Equal(13, rows.Count);
        Assert.All(rows, row =>
        {
            var (type, name) = (row[1][..row[1].LastIndexOf('.')].Trim('`'), row[1].Split('.')[^1].Trim('`'));
            var method = Gates(type).GetMethod(name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)!;
            Assert.NotNull(method);
            Assert.Subset(method.GetParameters().Select(p => p.ParameterType.Name).ToHashSet(), Names(row[2]));
            Assert.Subset(method.ReturnType.GetGenericArguments().Append(method.ReturnType).Select(t => t.Name).ToHashSet(), Names(row[3]));
        });
    }

    [Fact]
    public void The_steps_come_in_the_order_of_the_page()
    {
        // What a step takes, an earlier one has made.
        var made = new HashSet<string> { "ToolCall" };
        foreach (var row in Rows("| Step | Code |"))
        {
            Assert.Subset(made, Names(row[2]));
            made.UnionWith(Names(row[3]));
        }
    }

    [Fact]
    public async Task The_entries_on_the_page_have_the_members_that_are_written()
    {
        var policy = new PolicySource("starter.yaml", "policyguard: 1\nname: starter\nrules:\n  - { id: reads, tools: [\"read_*\"], effect: allow }\n");
        var f = new GateFixture(rules: PolicyLoader.Load([policy], Effect.Deny).Rules);
        await f.InvokeAsync(f.Call("read_file", """{"path":"/data/report.txt"}""", "build-bot", upstream: "files"));
        var shown = Page.Split("```json")[1..].Select(part => JsonDocument.Parse(part.Split("```")[0]).RootElement).ToList();
        Assert.Equal(2, shown.Count);
        Assert.Equal(Members(f.Store.Json(0)), Members(shown[0]));
        Assert.Equal(f.Store.Json(0).GetProperty("decision").GetProperty("message").GetString(), shown[0].GetProperty("decision").GetProperty("message").GetString());
        Assert.StartsWith("mcp:", shown[0].GetProperty("flow").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("mcp:", f.Store.Json(0).GetProperty("flow").GetString(), StringComparison.Ordinal);
        Assert.Equal(Members(f.Store.Json(1)), Members(shown[1]));
    }

    [Fact]
    public void Every_kind_of_entry_is_on_the_page() =>
        Assert.Equal(PolicyGuard.Ledger.EntryKinds.Names, Rows("| Kind | When |").Select(row => row[0].Trim('`')));

    private static Type Gates(string name) => typeof(PolicyGuard.Gate.Gate).Assembly.GetType($"PolicyGuard.Gate.{name}", throwOnError: true)!;

    private static HashSet<string> Names(string cell) => [.. cell.Split(',').Select(n => n.Trim().Trim('`')).Where(n => n.Length > 0)];

    private static List<string[]> Rows(string head) =>
    [
        .. Page.Split('\n').SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    private static List<string> Members(JsonElement value, string path = "") => value.ValueKind switch
    {
        JsonValueKind.Object => [.. value.EnumerateObject().SelectMany(m => Members(m.Value, $"{path}.{m.Name}").Prepend($"{path}.{m.Name}".TrimStart('.')))],
        JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(item => Members(item, path)).Distinct()],
        _ => [],
    };
}
