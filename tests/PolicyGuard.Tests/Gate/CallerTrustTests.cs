using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Gate;

/// <summary>What a caller's credential is worth when a call is admitted.</summary>
public sealed class CallerTrustTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false, null, TrustLevel.Admin)]
    [InlineData(false, true, null, TrustLevel.Low)]
    [InlineData(true, true, null, TrustLevel.Admin)]
    [InlineData(false, true, TrustLevel.High, TrustLevel.High)]
    [InlineData(false, false, TrustLevel.Medium, TrustLevel.Medium)]
    [InlineData(true, false, TrustLevel.Low, TrustLevel.Admin)]
    public async Task A_claim_is_trusted_little_as_soon_as_keys_exist(bool proven, bool keys, TrustLevel? cap, TrustLevel expected)
    {
        var world = new GateFixture(options: new GateOptions { MaxClaimedTrust = cap });
        await world.Agents.PutAsync(new Agent { Id = "boss", Trust = TrustLevel.Admin }, Ct);
        if (keys)
        {
            await AddAsync(world);
        }

        Assert.Equal(expected, (await world.Gate.AdviseAsync(world.Call("x", agent: "boss", proven: proven), Ct)).Trust);
    }

    [Fact]
    public async Task The_mode_changes_with_the_first_key_and_back_with_the_last_while_calls_are_made()
    {
        var world = new GateFixture();
        await world.Agents.PutAsync(new Agent { Id = "boss", Trust = TrustLevel.High }, Ct);
        Assert.Equal(TrustLevel.High, await TrustAsync(world));
        var key = await AddAsync(world);
        Assert.Equal(TrustLevel.Low, await TrustAsync(world));
        world.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(TrustLevel.Low, await TrustAsync(world));
        await world.Keys.RevokeAsync(key.Id, "x", evenLast: true, Ct);
        Assert.Equal(TrustLevel.High, await TrustAsync(world));

        async Task<TrustLevel?> TrustAsync(GateFixture of) => (await of.Gate.AdviseAsync(of.Call("x", agent: "boss"), Ct)).Trust;
    }

    [Fact]
    public async Task A_keys_own_bound_holds_for_proven_agents_too()
    {
        var world = new GateFixture();
        await world.Agents.PutAsync(new Agent { Id = "boss", Trust = TrustLevel.Admin }, Ct);
        var key = await AddAsync(world);
        var call = With(world.Call("x", agent: "boss", proven: true), new Caller(key.CallerId, CallerProof.ApiKey) { Agent = "boss", MaxTrust = TrustLevel.Medium });
        Assert.Equal(TrustLevel.Medium, (await world.Gate.AdviseAsync(call, Ct)).Trust);
    }

    // A stdio session and an event stream outlive the request that brought the key.
    [Fact]
    public async Task A_key_that_is_revoked_or_expires_in_the_midst_of_a_session_makes_no_more_calls()
    {
        var world = new GateFixture();
        var key = await AddAsync(world, TimeSpan.FromHours(1));
        var other = await AddAsync(world);
        Assert.Equal(ReplyStatus.Done, (await world.InvokeAsync(Of(key), Ct)).Status);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Reasons.AuthExpired, (await world.InvokeAsync(Of(key), Ct)).Reason);
        Assert.Equal(ReplyStatus.Done, (await world.InvokeAsync(Of(other), Ct)).Status);
        await world.Keys.RevokeAsync(other.Id, "x", evenLast: true, Ct);
        Assert.Equal(Reasons.AuthRevoked, (await world.InvokeAsync(Of(other), Ct)).Reason);
        Assert.Equal(Reasons.AuthInvalid, (await world.InvokeAsync(With(world.Call("x"), new Caller("key:key_ghost", CallerProof.ApiKey)), Ct)).Reason);
        Assert.Equal(Reasons.AuthInvalid, (await world.InvokeAsync(With(world.Call("x"), new Caller("strange", CallerProof.ApiKey)), Ct)).Reason);
        Assert.Equal(2, world.Upstream.Runs);

        ToolCall Of(ApiKey of) => With(world.Call("x"), new Caller(of.CallerId, CallerProof.ApiKey));
    }

    [Fact]
    public async Task A_key_reaches_only_the_upstreams_it_names_and_an_auditors_none()
    {
        var world = new GateFixture();
        var key = await AddAsync(world);
        var caller = new Caller(key.CallerId, CallerProof.ApiKey);
        Assert.Equal(Reasons.AuthScope, (await world.InvokeAsync(With(world.Call("x"), caller with { Upstreams = ["other", "UP"] }), Ct)).Reason);
        Assert.Equal(Reasons.AuthScope, (await world.InvokeAsync(With(world.Call("x"), caller with { MayCall = false }), Ct)).Reason);
        Assert.Equal(ReplyStatus.Done, (await world.InvokeAsync(With(world.Call("x"), caller with { Upstreams = ["up"] }), Ct)).Status);
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_let_nobody_with_a_claim_above_low_or_a_key_pass()
    {
        var world = new GateFixture();
        await world.Agents.PutAsync(new Agent { Id = "boss", Trust = TrustLevel.High }, Ct);
        var key = await AddAsync(world);
        world.Keys.Fault = new RegistryException("corrupt");
        Assert.Equal(Reasons.RegistryUnavailable, (await world.InvokeAsync(world.Call("x", agent: "boss"), Ct)).Reason);
        Assert.Equal(Reasons.RegistryUnavailable, (await world.InvokeAsync(With(world.Call("x"), new Caller(key.CallerId, CallerProof.ApiKey)), Ct)).Reason);
        Assert.Equal(0, world.Upstream.Runs);
    }

    [Fact]
    public void Callers_are_told_apart_by_who_they_are_and_not_by_what_their_key_happens_to_allow()
    {
        var caller = new Caller("key:a", CallerProof.ApiKey) { Agent = "x" };
        Assert.Equal(caller, caller with { Upstreams = ["y"] });
        Assert.Equal(caller.GetHashCode(), (caller with { Upstreams = ["y"] }).GetHashCode());
        Assert.NotEqual(caller, caller with { Agent = "y" });
        Assert.NotEqual(caller, caller with { Proof = CallerProof.Process });
        Assert.NotEqual(caller, caller with { Id = "key:b" });
    }

    private static ToolCall With(ToolCall call, Caller caller) => new()
    {
        Id = call.Id, Kind = call.Kind, ActionType = call.ActionType, Target = call.Target, Upstream = call.Upstream, Arguments = call.Arguments,
        Caller = caller, Agent = call.Agent, Flow = call.Flow, Definition = call.Definition, ReceivedAt = call.ReceivedAt,
    };

    private static async Task<ApiKey> AddAsync(GateFixture world, TimeSpan? lifetime = null)
    {
        var token = KeyToken.Create(out _);
        var now = world.Clock.GetUtcNow();
        var key = new ApiKey { Id = token.KeyId, Hash = [.. token.Hash.Span], Role = "agent", CreatedAt = now, CreatedBy = "test", ExpiresAt = now + lifetime };
        await world.Keys.AddAsync(key, Ct);
        return key;
    }
}
