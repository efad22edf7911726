using System.Runtime.Versioning;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Files;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A data folder that other users of the machine can change.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OtherHandsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public OtherHandsTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");

    public void Dispose()
    {
        File.SetUnixFileMode(_folder.Path, Mode(0x1C0));
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0x1FF, "every user of this machine")] // 0777
    [InlineData(0x1F8, "its group")] // 0770
    [InlineData(0x3FF, "every user of this machine")] // 1777, as /tmp
    [InlineData(0x1C2, "every user of this machine")] // 0702
    public void Somebody_else_can_write_the_folder(int mode, string who)
    {
        File.SetUnixFileMode(_folder.Path, Mode(mode));
        var fault = Assert.Throws<StoreException>(() => _folder.Open());

        Assert.Contains(who, fault.Message, StringComparison.Ordinal);
        Assert.Contains($"chmod go-w {_folder.Path}", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Mode(mode), File.GetUnixFileMode(_folder.Path));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(0x1ED, 0x1B6, true)] // 0755 and 0666
    [InlineData(0x1E8, 0x1B0, true)] // 0750 and 0660
    [InlineData(0x1C0, 0x1B6, false)] // 0700: nobody else gets in
    [InlineData(0x1ED, 0x1A4, false)] // 0755 and 0644: read, because the operator said so
    public async Task Somebody_else_can_write_the_database(int folder, int database, bool refused)
    {
        await using (_folder.Open())
        {
        }

        File.SetUnixFileMode(_folder.Path, Mode(folder));
        File.SetUnixFileMode(_folder.Database, Mode(database));
        if (refused)
        {
            Assert.Contains($"chmod go-w {_folder.Database}", Assert.Throws<StoreException>(() => _folder.Open()).Message, StringComparison.Ordinal);
            return;
        }

        await using var store = _folder.Open();
        Assert.Equal(Mode(folder), File.GetUnixFileMode(_folder.Path));
    }

    [Fact]
    public void The_folder_belongs_to_somebody_else()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is asked for owners");
        Assert.SkipUnless(Tool.Run("chown", "12345", _folder.Path) is not null, "needs root");

        var fault = Assert.Throws<StoreException>(() => OtherHands.Refuse(_folder.Path, _folder.Database, 1000));
        Assert.Contains("uid 12345", fault.Message, StringComparison.Ordinal);
        OtherHands.Refuse(_folder.Path, _folder.Database, 12345);
        OtherHands.Refuse(_folder.Path, _folder.Database, 0);
    }

    private static UnixFileMode Mode(int bits) => (UnixFileMode)bits;
}
