using System.Runtime.Versioning;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Schema;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A store that cannot be opened says what and where, and destroys nothing.</summary>
public sealed class StoreOpeningTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_it_makes_is_for_this_user_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");
        var folder = Path.Combine(_folder.Path, "deep", "data");
        await using var store = SqliteStore.Open(folder, TimeProvider.System);
        await store.Ledger.AppendAsync(Entries.Make("a"), Durability.Full);
        const UnixFileMode everybodyElse = (UnixFileMode)0b000_111_111;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder) & everybodyElse);
        Assert.Equal(3, Directory.GetFiles(folder).Length);
        Assert.All(Directory.GetFiles(folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Many_that_open_a_new_folder_at_once_make_one_database()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => _folder.Open())));
        var indexes = await Task.WhenAll(stores.Select(store => store.Ledger.AppendAsync(Entries.Make("x"), Durability.Full).AsTask()));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), indexes.Order());
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var garbage = new string('?', 8192);
        File.WriteAllText(_folder.Database, garbage);
        var e = Assert.Throws<StoreException>(() => _folder.Open());
        Assert.Contains(_folder.Database, e.Message);
        Assert.Contains("left as it is", e.Message);
        Assert.Equal(garbage, File.ReadAllText(_folder.Database));
    }

    [Fact]
    public async Task A_damaged_database_is_refused_and_left_as_it_is()
    {
        await using (var store = _folder.Open())
        {
            await store.Ledger.AppendAsync(Entries.Make("a"), Durability.Full);
        }

        var bytes = File.ReadAllBytes(_folder.Database);
        bytes.AsSpan(100).Fill(0xEE);
        File.WriteAllBytes(_folder.Database, bytes);
        var e = Assert.Throws<StoreException>(() => _folder.Open());
        Assert.Contains(_folder.Database, e.Message);
        Assert.Contains("damaged", e.Message);
        Assert.Equal(bytes, File.ReadAllBytes(_folder.Database));
    }

    [Fact]
    public async Task A_damaged_page_of_the_ledger_refuses_appends_and_is_left_for_repair()
    {
        await using (var store = _folder.Open())
        {
            for (var i = 0; i < 100; i++)
            {
                await store.Ledger.AppendAsync(Entries.Make($"{i}", padding: 500), Durability.Normal);
            }
        }

        long root;
        using (var connection = Connection.Open(_folder.Database, readOnly: true))
        {
            root = connection.Number("SELECT rootpage FROM sqlite_schema WHERE name = 'ledger'");
        }

        var bytes = File.ReadAllBytes(_folder.Database);
        bytes.AsSpan((int)(root - 1) * 4096, 4096).Fill(0xEE);
        File.WriteAllBytes(_folder.Database, bytes);
        await using (var store = _folder.Open())
        {
            var e = await Assert.ThrowsAsync<LedgerException>(async () => await store.Ledger.AppendAsync(Entries.Make("lost"), Durability.Full));
            Assert.Contains("damaged", e.Message);
            Assert.Contains("damaged", store.Ledger.Fault);
            await Assert.ThrowsAsync<LedgerException>(async () => await Entries.AllAsync(store.Ledger));
        }

        Assert.Equal(bytes[((int)(root - 1) * 4096)..((int)root * 4096)], File.ReadAllBytes(_folder.Database)[((int)(root - 1) * 4096)..((int)root * 4096)]);
    }

    [Fact]
    public void The_database_of_another_program_is_refused_and_left_as_it_is()
    {
        Sql(create: true, "CREATE TABLE theirs (x)");
        var before = File.ReadAllBytes(_folder.Database);
        Assert.Contains("another program", Assert.Throws<StoreException>(() => _folder.Open()).Message);
        Assert.Equal(before, File.ReadAllBytes(_folder.Database));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_as_it_is()
    {
        await _folder.Open().DisposeAsync();
        Sql(create: false, $"PRAGMA user_version = {Migration.Newest + 1}");
        Assert.Contains("newer program", Assert.Throws<StoreException>(() => _folder.Open()).Message);
        Assert.Contains("newer program", Assert.Throws<StoreException>(() => SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System)).Message);
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_named()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        Assert.Contains(file, Assert.Throws<StoreException>(() => SqliteStore.Open(file, TimeProvider.System)).Message);
    }

    [Fact]
    public async Task A_folder_that_this_user_may_not_write_is_named_with_what_to_do()
    {
        Tool.Need("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "test", "-r", Path.Combine(AppContext.BaseDirectory, "StoreHost.dll"));
        var said = await HostProcess.RefusalAsync(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", .. HostProcess.Command("append", Path.Combine(_folder.Path, "data"), "n", "1", "Normal")]);
        Assert.StartsWith($"cannot open the store: {_folder.Path}", said);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "data")));
    }

    [Fact]
    public async Task A_system_without_SQLite_is_told_what_to_install()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        var library = "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0";
        Tool.Need("unshare", "-m", "sh", "-c", $"mount --bind /dev/null {library}");
        var host = string.Join(' ', HostProcess.Command("append", _folder.Path, "n", "1", "Normal").Select(word => $"'{word}'"));
        var said = await HostProcess.RefusalAsync(["unshare", "-m", "sh", "-c", $"mount --bind /dev/null {library} && exec {host}"]);
        Assert.Contains("no SQLite library was found", said);
        Assert.Contains("apt install libsqlite3-0", said);
    }

    [Theory]
    [InlineData(3_036_999, false)]
    [InlineData(3_037_000, true)]
    [InlineData(3_040_001, true)]
    public void An_old_SQLite_is_refused_with_the_way_to_a_newer_one(int version, bool accepted)
    {
        var refusal = SqliteLibrary.Judge(version, "3.x");
        Assert.Equal(accepted, refusal is null);
        Assert.True(accepted || refusal!.Contains("needs 3.37 or newer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE ledger SET agent = 'somebody else'")]
    [InlineData("DELETE FROM ledger")]
    [InlineData("UPDATE policies SET json = '{}'")]
    [InlineData("DELETE FROM policies")]
    public async Task A_mistaken_statement_cannot_change_what_is_append_only(string sql)
    {
        await using var store = _folder.Open();
        await store.Ledger.AppendAsync(Entries.Make("a"), Durability.Full);
        await store.Policies.PutAsync("p", "{\"id\":\"p\"}", true, "somebody");
        Assert.Throws<SqliteError>(() => Sql(create: false, sql));
    }

    [Fact]
    public async Task Reading_only_sees_what_others_write_and_changes_nothing()
    {
        Assert.Throws<StoreException>(() => SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System));
        Assert.Empty(Directory.GetFiles(_folder.Path));
        await using var writing = _folder.Open();
        await using var reading = SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System);
        for (var i = 0; i < 3; i++)
        {
            await writing.Ledger.AppendAsync(Entries.Make($"{i}"), Durability.Normal);
            Assert.Equal(i + 1, (await Entries.AllAsync(reading.Ledger)).Count);
        }

        await writing.Agents.GetOrRegisterAsync("a");
        Assert.Equal("a", (await reading.Agents.GetOrRegisterAsync("a")).Id);
        await Assert.ThrowsAsync<RegistryException>(async () => await reading.Agents.GetOrRegisterAsync("b"));
        await Assert.ThrowsAsync<LedgerException>(async () => await reading.Ledger.AppendAsync(Entries.Make("x"), Durability.Normal));
        Assert.NotNull(reading.Ledger.Fault);
    }

    [Fact]
    public async Task Reading_only_works_on_what_a_killed_process_left()
    {
        List<string> said;
        using (var host = await HostProcess.StartAsync("storm", _folder.Path, "a", "4"))
        {
            said = await host.RunAndKillAsync(TimeSpan.FromMilliseconds(300));
        }

        await using var reading = SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System);
        Assert.True((await Entries.AllAsync(reading.Ledger)).Count >= said.Count);
    }

    [Fact]
    public async Task Reading_only_works_where_nobody_has_it_open()
    {
        await using (var store = _folder.Open())
        {
            await store.Ledger.AppendAsync(Entries.Make("a"), Durability.Normal);
        }

        await using var reading = SqliteStore.OpenReadOnly(_folder.Path, TimeProvider.System);
        Assert.Single(await Entries.AllAsync(reading.Ledger));
    }

    private void Sql(bool create, string sql)
    {
        if (create)
        {
            File.WriteAllBytes(_folder.Database, []);
        }

        using var connection = Connection.Open(_folder.Database, readOnly: false);
        connection.RunOnce(sql);
    }
}
