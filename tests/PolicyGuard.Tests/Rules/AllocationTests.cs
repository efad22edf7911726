using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Rules;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("starter", "read_file", """{"path":"docs/notes.txt","options":{"tail":5,"follow":false}}""")]
    [InlineData("starter", "Files__Write-File", """{"path":"docs/notes.txt","content":"hello"}""")]
    [InlineData("strict", "fs__read_file", """{"path":"docs/notes.txt"}""")]
    [InlineData("minimal", "read_file", "{}")]
    public void A_call_that_is_plainly_allowed_allocates_nothing(string policy, string tool, string arguments)
    {
        var rules = PolicyLoader.Load([StarterPolicies.Source(policy)], defaultAction: null).Rules!;
        var query = new RuleQuery
        {
            Target = CanonicalName.Of(tool),
            Upstream = "files",
            ActionType = "tool_call",
            Trust = TrustLevel.Low,
            Arguments = new Arguments(System.Text.Encoding.UTF8.GetBytes(arguments)),
            Context = CallContext.Empty,
        };

        // The first looks build automata and buffers.
        for (var i = 0; i < 3; i++)
        {
            Assert.True(rules.Decide(query).Effect.RunsDirectly());
        }

        // The runtime allocates now and then for reasons of its own; a decision that allocates does so every time.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(rules, query)));
    }

    private static long Allocated(RuleSet rules, in RuleQuery query)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            rules.Decide(query);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
