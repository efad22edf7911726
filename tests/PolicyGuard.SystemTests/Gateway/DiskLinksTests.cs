using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>What is said of a path on a real disk.</summary>
public sealed class DiskLinksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pg-links-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("file", "")]
    [InlineData("folder", "")]
    [InlineData("link", "../elsewhere/ünïcode")]
    [InlineData("link/x", null)]
    [InlineData("folderlink/file", "")]
    [InlineData("missing", null)]
    [InlineData("file/below", null)]
    [InlineData(".", "")]
    public void A_link_is_told_from_a_file_and_from_nothing(string name, string? says)
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        File.WriteAllText(Path.Combine(_folder, "folder", "file"), "");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "../elsewhere/ünïcode");
        File.CreateSymbolicLink(Path.Combine(_folder, "folderlink"), "folder");

        Assert.Equal(says, DiskLinks.At($"{_folder}/{name}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/\0")]
    [InlineData("/\uD800")]
    public void A_path_that_is_none_throws(string path) => Assert.Null(Record.Exception(() => DiskLinks.At(path)));

    [Fact]
    public void A_path_without_end_throws() => Assert.Null(DiskLinks.At("/" + new string('x', 100_000)));
}
