namespace PolicyGuard.SystemTests.RealServers;

/// <summary>What a policy refuses does not happen at a published server, and the caller learns why.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_refused_write_over_http_leaves_no_file_and_says_why()
    {
        using var folder = ForbiddenWrite.Folder();
        await using var gate = await RunningGate.StartAsync(Policies.ReadOnly, "--upstream", $"files={Commands.Line(ForbiddenWrite.Server.OnStdio(folder.Path))}");

        ForbiddenWrite.AssertRefused(await ForbiddenWrite.Server.ConverseAsync(folder.Path, gate.Url.ToString()), folder);
    }
}
