using PolicyGuard.Calls;
using PolicyGuard.Gateway.Auth;
using PolicyGuard.Governance;
using PolicyGuard.Registry;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Gateway;

/// <summary>Who somebody at the governance tools is, in both modes.</summary>
public sealed class ActorsTests
{
    private static readonly AgentRef Agent = new("a", Proven: false);
    private readonly ManualClock _clock = new();
    private readonly MemoryKeys _keys;
    private readonly Actors _actors;

    public ActorsTests()
    {
        _keys = new MemoryKeys(_clock);
        _actors = new Actors(_keys, _clock);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_keys_the_local_user_tightens_and_a_stranger_asks()
    {
        Assert.Equal(Rights.Ask | Rights.Report | Rights.Read | Rights.Tighten, await RightsAsync(Caller.Local));
        Assert.Equal(Rights.Ask | Rights.Report, await RightsAsync(Caller.Anonymous));
    }

    [Fact]
    public async Task With_keys_who_has_none_is_an_agent_on_stdio_and_nobody_elsewhere()
    {
        await AddAsync("admin");
        Assert.Equal(Rights.Ask | Rights.Report, await RightsAsync(Caller.Local));
        Assert.Equal(Rights.None, await RightsAsync(Caller.Anonymous));
    }

    [Theory]
    [InlineData("admin", Rights.All)]
    [InlineData("auditor", Rights.Read)]
    [InlineData("approver", Rights.Read | Rights.Approve)]
    [InlineData("agent", Rights.Ask | Rights.Report)]
    [InlineData("root", Rights.None)]
    [InlineData("", Rights.None)]
    public async Task A_key_gives_its_roles_rights_and_an_unknown_role_none(string role, Rights rights) => Assert.Equal(rights, await RightsAsync(Actors.CallerOf(await AddAsync(role))));

    [Fact]
    public async Task A_key_that_expired_was_revoked_or_never_was_gives_no_rights_in_either_mode()
    {
        var key = await AddAsync("admin", TimeSpan.FromHours(1));
        var caller = Actors.CallerOf(key);
        Assert.Equal(Rights.All, await RightsAsync(caller));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Rights.None, await RightsAsync(caller));
        var other = await AddAsync("admin");
        await _keys.RevokeAsync(key.Id, "t", evenLast: true, Ct);
        await _keys.RevokeAsync(other.Id, "t", evenLast: true, Ct);
        Assert.Equal(Rights.None, await RightsAsync(Actors.CallerOf(other)));
        Assert.Equal(Rights.None, await RightsAsync(new Caller("key:key_ghost", CallerProof.ApiKey)));
        Assert.Equal(Rights.None, await RightsAsync(new Caller("admin", CallerProof.ApiKey)));
    }

    [Fact]
    public async Task Only_roles_that_ask_make_calls()
    {
        Assert.True(Actors.CallerOf(await AddAsync("agent")).MayCall);
        Assert.True(Actors.CallerOf(await AddAsync("admin")).MayCall);
        Assert.False(Actors.CallerOf(await AddAsync("auditor")).MayCall);
        Assert.False(Actors.CallerOf(await AddAsync("approver")).MayCall);
        Assert.False(Actors.CallerOf(await AddAsync("root")).MayCall);
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_make_nobody_anybody()
    {
        _keys.Fault = new RegistryException("corrupt");
        await Assert.ThrowsAsync<RegistryException>(async () => await _actors.OfAsync(Caller.Local, Agent, Ct));
        await Assert.ThrowsAsync<RegistryException>(async () => await _actors.OfAsync(new Caller("key:key_1", CallerProof.ApiKey), Agent, Ct));
    }

    private async Task<Rights> RightsAsync(Caller caller) => (await _actors.OfAsync(caller, Agent, Ct)).Rights;

    private async Task<ApiKey> AddAsync(string role, TimeSpan? lifetime = null)
    {
        var token = KeyToken.Create(out _);
        var key = new ApiKey { Id = token.KeyId, Hash = [.. token.Hash.Span], Role = role, CreatedAt = _clock.GetUtcNow(), CreatedBy = "t", ExpiresAt = _clock.GetUtcNow() + lifetime };
        await _keys.AddAsync(key, Ct);
        return key;
    }
}
