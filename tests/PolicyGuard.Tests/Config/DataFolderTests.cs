using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Tests.Config;

/// <summary>Where data goes when nobody says.</summary>
public sealed class DataFolderTests
{
    [Theory]
    [InlineData("/home/me", null, "/home/me/.local/share/policyguard")]
    [InlineData("/home/me", "/data", "/data/policyguard")]
    [InlineData("/home/me", "relative", "/home/me/.local/share/policyguard")]
    [InlineData(null, null, "/here/data")]
    public void Follows_the_platform(string? home, string? xdg, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the expectations are those of Linux");
        var variables = new Dictionary<string, string>();
        if (home is not null)
        {
            variables["HOME"] = home;
        }

        if (xdg is not null)
        {
            variables["XDG_DATA_HOME"] = xdg;
        }

        Assert.Equal(expected, DataFolder.Default(variables, "/here"));
    }

    [Fact]
    public void Started_as_the_governance_server_of_old_it_is_that_servers_folder()
    {
        var variables = new Dictionary<string, string> { ["HOME"] = "/home/me", ["MCP_TRANSPORT_MODE"] = "http" };
        Assert.Equal(Path.Combine("/here", "data"), DataFolder.Default(variables, "/here"));
    }
}
