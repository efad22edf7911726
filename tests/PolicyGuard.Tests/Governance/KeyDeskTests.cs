using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Governance;

/// <summary>Who makes API keys, and what is left of them.</summary>
public sealed class KeyDeskTests
{
    private readonly GovernanceFixture _world = new();
    private readonly KeyDesk _desk;

    public KeyDeskTests() => _desk = new KeyDesk(_world.Services);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_kept_as_a_hash_and_its_secret_is_nowhere_else()
    {
        var made = (await CreateAsync(new KeyRequest("Agent") { Agent = "bot", MaxTrust = "high", Upstreams = ["files", "files"], Lifetime = TimeSpan.FromDays(90), Note = "laptop" })).Value!;
        var kept = Assert.Single(await _world.Keys.ListAsync(Ct));

        Assert.True(KeyToken.TryRead(made.Token, out var token));
        Assert.True(token!.Matches(kept.Hash.AsSpan()));
        Assert.Equal((token.KeyId, "agent", "bot", TrustLevel.High, "laptop", "cli:root"), (kept.Id, kept.Role, kept.Agent, kept.MaxTrust, kept.Note, kept.CreatedBy));
        Assert.Equal(["files"], kept.Upstreams);
        Assert.Equal(_world.Clock.GetUtcNow().AddDays(90), kept.ExpiresAt);

        var secret = made.Token[21..];
        Assert.Equal([Reasons.KeyCreated], _world.Reasons);
        Assert.DoesNotContain(secret, Encoding.UTF8.GetString(_world.Log.Records[0].Json.Span));
        Assert.DoesNotContain(Convert.ToHexStringLower(token.Hash.Span), Encoding.UTF8.GetString(_world.Log.Records[0].Json.Span));
        Assert.DoesNotContain(secret, $"{kept}{made}");
        Assert.Empty(_world.Faults);
    }

    [Fact]
    public async Task Whoever_revokes_a_leaked_key_is_not_told_that_nobody_used_it()
    {
        var key = (await CreateAsync(new KeyRequest("admin"))).Value!.Key;
        _world.Keys.Touch(key.Id);
        Assert.Equal(_world.Clock.GetUtcNow(), (await _desk.RevokeAsync(GovernanceFixture.Operator, key.Id, evenLast: true, Ct)).Value!.LastUsedAt);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var outcome = await CreateAsync(new KeyRequest("root") { Agent = " x", MaxTrust = "super", Upstreams = [""], Lifetime = TimeSpan.FromSeconds(1), Note = "a\nb" });

        Assert.Equal(["role", "agent", "max_trust", "upstreams", "expires", "note"], outcome.Errors.Select(static error => error[..error.IndexOf(':', StringComparison.Ordinal)]));
        Assert.Empty(await _world.Keys.ListAsync(Ct));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3654)]
    [InlineData(-1)]
    public async Task Lifetimes_have_bounds(double days) =>
        Assert.StartsWith("expires:", Assert.Single((await CreateAsync(new KeyRequest("agent") { Lifetime = days < 1 ? TimeSpan.FromSeconds(days) : TimeSpan.FromDays(days) })).Errors));

    [Theory]
    [InlineData(Role.Agent)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.Approver)]
    public async Task Nobody_but_administrators_makes_lists_or_revokes_keys(Role role)
    {
        var key = (await CreateAsync(new KeyRequest("admin"))).Value!.Key;
        foreach (var actor in new[] { GovernanceFixture.Key(role, "a"), GovernanceFixture.Local("a") })
        {
            Assert.NotNull((await _desk.CreateAsync(actor, new KeyRequest("admin"), Ct)).Refusal);
            Assert.NotNull((await _desk.ListAsync(actor, Ct)).Refusal);
            Assert.NotNull((await _desk.RevokeAsync(actor, key.Id, true, Ct)).Refusal);
        }

        Assert.Null(Assert.Single(await _world.Keys.ListAsync(Ct)).RevokedAt);
    }

    // Revoking the last key would open the door to everybody instead of closing it to one.
    [Fact]
    public async Task The_last_key_goes_only_where_that_is_said()
    {
        var first = (await CreateAsync(new KeyRequest("admin"))).Value!.Key;
        var second = (await CreateAsync(new KeyRequest("agent"))).Value!.Key;
        Assert.True((await _desk.RevokeAsync(GovernanceFixture.Operator, first.Id, evenLast: false, Ct)).Done);
        var last = await _desk.RevokeAsync(GovernanceFixture.Operator, second.Id, evenLast: false, Ct);

        Assert.Equal(Reasons.ActInvalid, last.Refusal!.Reason);
        Assert.True(await _world.Keys.AnyAsync(Ct));
        Assert.Equal([Reasons.KeyRevoked, Reasons.ActFailed], _world.Reasons.TakeLast(2));
        var revoked = (await _desk.RevokeAsync(GovernanceFixture.Operator, second.Id, evenLast: true, Ct)).Value!;
        Assert.Equal("cli:root", revoked.RevokedBy);
        Assert.False(await _world.Keys.AnyAsync(Ct));
        Assert.NotEmpty((await _desk.RevokeAsync(GovernanceFixture.Operator, second.Id, evenLast: true, Ct)).Warnings);
        Assert.Equal(Reasons.ActUnknown, (await _desk.RevokeAsync(GovernanceFixture.Operator, "key_x", false, Ct)).Refusal!.Reason);
    }

    [Fact]
    public async Task What_cannot_be_written_down_makes_no_key()
    {
        _world.Log.Fault = "disk full";
        Assert.Equal(Reasons.LedgerUnavailable, (await CreateAsync(new KeyRequest("admin"))).Refusal!.Reason);
        Assert.Empty(await _world.Keys.ListAsync(Ct));
    }

    [Fact]
    public async Task A_key_that_could_not_be_stored_is_not_handed_out()
    {
        _world.Keys.Fault = new RegistryException("disk full");
        var outcome = await CreateAsync(new KeyRequest("admin"));
        Assert.Equal(Reasons.RegistryUnavailable, outcome.Refusal!.Reason);
        Assert.Null(outcome.Value);
        Assert.Equal([Reasons.KeyCreated, Reasons.ActFailed], _world.Reasons);
    }

    [Fact]
    public async Task Doubtful_keys_are_made_with_a_warning()
    {
        Assert.Contains("bound to no agent", Assert.Single((await CreateAsync(new KeyRequest("agent"))).Warnings));
        Assert.Contains("not registered", Assert.Single((await CreateAsync(new KeyRequest("agent") { Agent = "ghost" })).Warnings));
        await _world.Agents.PutAsync(new Agent { Id = "bad", Status = AgentStatus.Suspended }, Ct);
        Assert.Contains("suspended", Assert.Single((await CreateAsync(new KeyRequest("agent") { Agent = "bad" })).Warnings));
        Assert.Empty((await CreateAsync(new KeyRequest("admin"))).Warnings);
    }

    [Fact]
    public async Task Notes_cannot_forge_lines_and_secrets_in_them_stay_out_of_the_log()
    {
        const string secret = "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB";
        Assert.NotEmpty((await CreateAsync(new KeyRequest("admin") { Note = "x\r\n{\"reason\":\"event.key_revoked\"}" })).Errors);
        Assert.NotEmpty((await CreateAsync(new KeyRequest("admin") { Note = "\u001b[2J" })).Errors);
        await CreateAsync(new KeyRequest("admin") { Note = $"for {secret}" });
        Assert.DoesNotContain(secret, Encoding.UTF8.GetString(_world.Log.Records[^1].Json.Span));
    }

    private Task<Outcome<KeyCreated>> CreateAsync(KeyRequest request) => _desk.CreateAsync(GovernanceFixture.Operator, request, Ct).AsTask();
}
