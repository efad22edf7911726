namespace PolicyGuard.SystemTests.RealServers;

/// <summary><c>policyguard wrap</c> stands in for one stdio server in a client's configuration: the client must see nothing of it but refusals.</summary>
public sealed class WrapTests
{
    [Theory]
    [MemberData(nameof(RealServer.All), MemberType = typeof(RealServer), DisableDiscoveryEnumeration = true)]
    public async Task Wrapping_changes_no_answer(RealServer server)
    {
        using var home = new WorkFolder();
        await server.AssertSameAsync(folder => server.ConverseAsync(folder, Commands.Wrap(home, Policies.Open, server.OnStdio(folder))));
    }

    [Fact]
    public async Task A_refused_write_over_stdio_leaves_no_file_and_says_why()
    {
        using var folder = ForbiddenWrite.Folder();
        using var home = new WorkFolder();

        var answers = await ForbiddenWrite.Server.ConverseAsync(folder.Path, Commands.Wrap(home, Policies.ReadOnly, ForbiddenWrite.Server.OnStdio(folder.Path)));

        ForbiddenWrite.AssertRefused(answers, folder);
    }

    [Fact]
    public async Task The_inspector_lists_and_calls_over_stdio()
    {
        using var folder = new WorkFolder();
        var wrap = Commands.Wrap(folder, Policies.Open, RealServer.Everything.OnStdio(folder.Path));
        await Inspector.AssertListsAndCallsAsync(folder, Inspector.Configured(folder, wrap));
    }
}
