using System.Text.Json;
using PolicyGuard.Gateway.Governance;

namespace PolicyGuard.SystemTests.RealServers;

/// <summary>The governance tools that the gate puts before an upstream's.</summary>
internal static class OwnTools
{
    /// <summary>The client's answers without them; every list of tools has to begin with them.</summary>
    public static string[] Cut(string[] answers)
    {
        var cut = 0;
        var left = answers.Select(answer =>
        {
            using var json = JsonDocument.Parse(answer);
            if (!json.RootElement.TryGetProperty("ok", out var ok) || ok.ValueKind != JsonValueKind.Object || !ok.TryGetProperty("tools", out var tools) || tools.ValueKind != JsonValueKind.Array)
            {
                return answer;
            }

            var ours = tools.EnumerateArray().Take(GovernanceDefinitions.Names.Count).ToList();
            Assert.Equal(GovernanceDefinitions.Names, ours.Select(static tool => tool.GetProperty("name").GetString()));
            cut++;
            return answer.Replace($"{string.Join(',', ours.Select(static tool => tool.GetRawText()))},", "", StringComparison.Ordinal);
        }).ToArray();
        Assert.True(cut > 0, "no list of tools was asked for");
        return left;
    }
}
