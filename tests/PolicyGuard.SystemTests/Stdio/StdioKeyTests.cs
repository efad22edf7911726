using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Auth;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.SystemTests.Stdio;

/// <summary>A client on stdio that gave us a key.</summary>
public sealed class StdioKeyTests
{
    [Fact]
    public async Task The_key_names_the_agent_whatever_messages_say_and_its_end_ends_the_calls()
    {
        var made = KeyToken.Create(out _);
        var key = new ApiKey { Id = made.KeyId, Hash = [.. made.Hash.Span], Role = "agent", Agent = "bot", CreatedAt = DateTimeOffset.UtcNow, CreatedBy = "t" };
        await using var rig = new WrapRig(caller: store =>
        {
            store.Keys.AddAsync(key).AsTask().GetAwaiter().GetResult();
            return Actors.CallerOf(key);
        });
        await rig.InitializeAsync();
        var ran = await rig.CallAsync("1", "echo", meta: """{"policyguard/agent":"boss"}""");
        Assert.True(ran.TryGetProperty("result", out var result) && !(result.TryGetProperty("isError", out var error) && error.GetBoolean()), ran.GetRawText());

        Assert.Equal(KeyRevocation.Done, await rig.Store.Keys.RevokeAsync(key.Id, "t", evenLast: true));
        var refused = await rig.CallAsync("2", "echo", meta: """{"policyguard/agent":"boss"}""");
        Assert.Contains(Reasons.AuthRevoked, refused.GetRawText());

        var agents = (await rig.EntriesAsync(EntryKind.Refused)).Concat(await rig.EntriesAsync(EntryKind.Opened))
            .Select(static entry => JsonDocument.Parse(entry.Json).RootElement.GetProperty("agent"));
        Assert.All(agents, static agent => Assert.Equal("bot", agent.GetProperty("id").GetString()));
        Assert.Null(await rig.Store.Agents.FindAsync("boss"));
    }
}
