using PolicyGuard.Backends.Keys;
using PolicyGuard.Ledger.Sealing;

namespace PolicyGuard.SystemTests.Sqlite;

public sealed class ArgumentsKeyTests
{
    private static readonly byte[] Plain = "{\"a\":1}"u8.ToArray();

    [Fact]
    public void The_key_is_made_at_first_use_for_its_owner_alone_and_stays_the_same()
    {
        using var folder = new TempFolder();
        Assert.Null(ArgumentsKey.ReadExisting(folder.Path));
        var closed = ArgumentsKey.ReadOrCreate(folder.Path).Seal("c", Plain);
        Assert.True(ArgumentsKey.ReadOrCreate(folder.Path).TryOpen("c", closed, out _, out _));
        Assert.True(ArgumentsKey.ReadExisting(folder.Path)!.TryOpen("c", closed, out _, out _));
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "keys"), "arguments*"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ArgumentsKey.PathIn(folder.Path)));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder.Path, "keys")));
        }
    }

    [Fact]
    public async Task Racing_starts_get_one_key()
    {
        for (var round = 0; round < 20; round++)
        {
            using var folder = new TempFolder();
            using var barrier = new Barrier(8);
            var vaults = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            {
                barrier.SignalAndWait();
                return ArgumentsKey.ReadOrCreate(folder.Path);
            })));
            var closed = vaults[0].Seal("c", Plain);
            Assert.All(vaults, vault => Assert.True(vault.TryOpen("c", closed, out _, out _)));
            Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "keys"), "arguments*"));
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.OtherRead, false)]
    [InlineData(UnixFileMode.OtherWrite, false)]
    [InlineData(UnixFileMode.GroupExecute, true)]
    [InlineData(UnixFileMode.OtherWrite, true)]
    public void A_key_that_others_can_reach_is_refused_with_what_to_do(UnixFileMode more, bool onFolder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are of Unix");
        using var folder = new TempFolder();
        ArgumentsKey.ReadOrCreate(folder.Path);
        var path = onFolder ? Path.Combine(folder.Path, "keys") : ArgumentsKey.PathIn(folder.Path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);
        }

        var fault = Assert.Throws<KeyFileException>(() => ArgumentsKey.ReadOrCreate(folder.Path));
        Assert.Contains("chmod", fault.Message, StringComparison.Ordinal);
        Assert.Throws<KeyFileException>(() => ArgumentsKey.ReadExisting(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key\n")]
    [InlineData("abcd\n")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000\n")]
    public void A_file_that_holds_something_else_is_refused_and_not_replaced(string text)
    {
        using var folder = new TempFolder();
        ArgumentsKey.ReadOrCreate(folder.Path);
        File.WriteAllText(ArgumentsKey.PathIn(folder.Path), text);
        Assert.Throws<KeyFileException>(() => ArgumentsKey.ReadOrCreate(folder.Path));
        Assert.Equal(text, File.ReadAllText(ArgumentsKey.PathIn(folder.Path)));
    }

    [Fact]
    public void A_new_key_above_the_old_one_seals_and_the_old_one_still_opens()
    {
        using var folder = new TempFolder();
        var old = ArgumentsKey.ReadOrCreate(folder.Path).Seal("c", Plain);
        var path = ArgumentsKey.PathIn(folder.Path);
        var added = Convert.ToHexStringLower(SealingKey.NewSecret());
        File.WriteAllText(path, $"# since today\n{added}\n{File.ReadAllText(path)}");
        var vault = ArgumentsKey.ReadOrCreate(folder.Path);
        Assert.True(vault.TryOpen("c", old, out _, out _));
        Assert.False(new Vault(new SealingKey(Convert.FromHexString(added))).TryOpen("c", old, out _, out _));
        Assert.True(new Vault(new SealingKey(Convert.FromHexString(added))).TryOpen("c", vault.Seal("c", Plain), out _, out _));
    }
}
