using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>API keys in SQLite, shared by processes.</summary>
public sealed class KeyStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_comes_back_as_it_was_put_and_after_a_restart()
    {
        var key = Key("a") with { Agent = "ü", MaxTrust = TrustLevel.High, Upstreams = ["files", "a\"b"], Note = "n'; DROP TABLE api_keys --", ExpiresAt = _clock.Now.AddDays(1).AddTicks(7) };
        await using (var store = _folder.Open(_clock))
        {
            Assert.False(await store.Keys.AnyAsync());
            await store.Keys.AddAsync(key);
            Assert.True(await store.Keys.AnyAsync());
        }

        await using var other = _folder.Open(_clock);
        Equal(key, (await other.Keys.FindAsync(key.Id))!);
        Equal(key, Assert.Single(await other.Keys.ListAsync()));
        Assert.Null(await other.Keys.FindAsync("key_ghost"));
    }

    [Fact]
    public async Task A_key_made_or_revoked_by_another_process_is_seen_by_the_very_next_look_up()
    {
        await using var here = _folder.Open(_clock);
        await using var there = _folder.Open(_clock);
        for (var i = 0; i < 50; i++)
        {
            var key = Key($"k{i}");
            Assert.Equal(i > 0, await here.Keys.AnyAsync());
            Assert.Null(await here.Keys.FindAsync(key.Id));
            await there.Keys.AddAsync(key);
            Assert.True(await here.Keys.AnyAsync());
            Assert.Null((await here.Keys.FindAsync(key.Id))!.RevokedAt);
            if (i > 0)
            {
                Assert.Equal(KeyRevocation.Done, await there.Keys.RevokeAsync(key.Id, "x", evenLast: false));
                Assert.NotNull((await here.Keys.FindAsync(key.Id))!.RevokedAt);
            }
        }

        Assert.Equal(KeyRevocation.Done, await there.Keys.RevokeAsync("key_k0", "x", evenLast: true));
        Assert.False(await here.Keys.AnyAsync());
    }

    [Fact]
    public async Task Of_two_who_revoke_the_last_two_keys_at_once_one_keeps_the_door_shut()
    {
        await using var here = _folder.Open(_clock);
        await using var there = _folder.Open(_clock);
        for (var round = 0; round < 20; round++)
        {
            var (a, b) = (Key($"a{round}"), Key($"b{round}"));
            await here.Keys.AddAsync(a);
            await here.Keys.AddAsync(b);
            var became = await Task.WhenAll(
                Task.Run(async () => await here.Keys.RevokeAsync(a.Id, "x", evenLast: false)),
                Task.Run(async () => await there.Keys.RevokeAsync(b.Id, "x", evenLast: false)));
            Assert.Equal([KeyRevocation.Done, KeyRevocation.Last], became.Order());
            await here.Keys.RevokeAsync(became[0] == KeyRevocation.Last ? a.Id : b.Id, "x", evenLast: true);
        }
    }

    [Fact]
    public async Task A_key_is_revoked_once_and_never_again_and_never_comes_back()
    {
        await using var store = _folder.Open(_clock);
        await store.Keys.AddAsync(Key("a"));
        await store.Keys.AddAsync(Key("b"));
        var first = _clock.Now;
        Assert.Equal(KeyRevocation.Done, await store.Keys.RevokeAsync("key_a", "root", evenLast: false));
        Assert.Equal(KeyRevocation.Already, await store.Keys.RevokeAsync("key_a", "other", evenLast: false));
        Assert.Equal(KeyRevocation.Unknown, await store.Keys.RevokeAsync("key_z", "root", evenLast: false));
        var key = (await store.Keys.FindAsync("key_a"))!;
        Assert.Equal((first, "root"), (key.RevokedAt, key.RevokedBy));
        Assert.True((await Assert.ThrowsAsync<RegistryException>(async () => await store.Keys.AddAsync(Key("a")))).IsConflict);

        using var shell = Connection.Open(_folder.Database, readOnly: false);
        foreach (var sql in new[]
        {
            "UPDATE api_keys SET revoked_at = NULL", "DELETE FROM api_keys", "UPDATE api_keys SET role = 'admin' WHERE id = 'key_b'", "UPDATE api_keys SET expires_at = 1 WHERE id = 'key_b'",
        })
        {
            Assert.ThrowsAny<Exception>(() => shell.RunOnce(sql));
        }
    }

    [Fact]
    public async Task Uses_are_noted_to_the_minute_and_make_nothing_stale()
    {
        await using var store = _folder.Open(_clock);
        await store.Keys.AddAsync(Key("a"));
        for (var i = 0; i < 100; i++)
        {
            store.Keys.Touch("key_a");
        }

        await Cli.Until.TrueAsync(async () => (await store.Keys.ListAsync())[0].LastUsedAt is not null, static () => "the use was not noted");
        Assert.Equal(_clock.Now, (await store.Keys.ListAsync())[0].LastUsedAt);
        using (var shell = Connection.Open(_folder.Database, readOnly: true))
        {
            Assert.Equal(1, shell.Number("SELECT n FROM revisions WHERE name = 'api_keys'"));
        }
    }

    [Theory]
    [InlineData("PRAGMA ignore_check_constraints = ON; INSERT INTO api_keys (id, hash, role, upstreams, note, created_at, created_by) VALUES ('key_a', 'x', 'admin', '[]', '', 0, '')")]
    [InlineData("INSERT INTO api_keys (id, hash, role, upstreams, note, created_at, created_by) VALUES ('key_a', 'zz00000000000000000000000000000000000000000000000000000000000000', 'admin', '[]', '', 0, '')")]
    [InlineData("INSERT INTO api_keys (id, hash, role, max_trust, upstreams, note, created_at, created_by) VALUES ('key_a', '0000000000000000000000000000000000000000000000000000000000000000', 'admin', 9, '[]', '', 0, '')")]
    [InlineData("INSERT INTO api_keys (id, hash, role, upstreams, note, created_at, created_by) VALUES ('key_a', '0000000000000000000000000000000000000000000000000000000000000000', 'admin', '{}', '', 0, '')")]
    [InlineData("DROP TABLE api_keys")]
    public async Task A_record_that_makes_no_sense_is_refused_rather_than_read_generously(string sql)
    {
        await using var store = _folder.Open();
        using (var shell = Connection.Open(_folder.Database, readOnly: false))
        {
            foreach (var one in sql.Split("; "))
            {
                shell.RunOnce(one);
            }
        }

        await Assert.ThrowsAsync<RegistryException>(async () => await store.Keys.FindAsync("key_a"));
    }

    private ApiKey Key(string id) => new()
    {
        Id = $"key_{id}", Hash = [.. KeyToken.Create(out _).Hash.Span], Role = "agent", CreatedAt = _clock.Now, CreatedBy = "cli:root",
    };

    private static void Equal(ApiKey expected, ApiKey actual)
    {
        Assert.Equal(expected.Upstreams, actual.Upstreams);
        Assert.Equal(expected.Hash, actual.Hash);
        Assert.Equal(expected with { Upstreams = [], Hash = [] }, actual with { Upstreams = [], Hash = [] });
    }
}
