using System.Text.Json;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Chaos;

/// <summary>The log of a data folder, read by the program itself.</summary>
internal static class AuditLog
{
    /// <summary>All entries of a kind.</summary>
    public static async Task<List<JsonElement>> ReadAsync(Playground place, string data, params string[] filters)
    {
        var run = await place.RunAsync(["audit", "query", "--data-dir", data, "--json", "--limit", "1000000", .. filters]);
        Assert.True(run.Code == 0, run.Error);
        return [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("entry"))];
    }
}
