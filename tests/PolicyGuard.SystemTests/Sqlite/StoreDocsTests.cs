using System.Text.RegularExpressions;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>The commands of docs/store.md do what it says, on a store in use.</summary>
public sealed partial class StoreDocsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_commands_of_the_page_work_while_the_store_is_in_use()
    {
        Tool.Need("sqlite3", "-version");
        await using var store = _folder.Open();
        for (var i = 0; i < 50; i++)
        {
            await store.Ledger.AppendAsync(Entries.Make($"{i}", new DateTimeOffset(2026, 11, 21, 1, 2, 3, TimeSpan.Zero)), Durability.Normal);
        }

        var commands = Fence().Matches(await File.ReadAllTextAsync(Page())).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, commands.Count);
        var said = commands.Select(command => Tool.Run("sh", "-c", $"cd '{_folder.Path}' && {command}")).ToList();
        Assert.All(said, Assert.NotNull);
        Assert.StartsWith("49|2026-11-21 01:02:03|agent-1|tool|deny|policy.rule", said[1]);

        using var restored = new TempFolder();
        File.Copy(Path.Combine(_folder.Path, "backup.db"), restored.Database);
        await using var again = restored.Open();
        Assert.Equal(50, (await Entries.AllAsync(again.Ledger)).Count);
        Assert.Equal(50, await again.Ledger.AppendAsync(Entries.Make("next"), Durability.Full));
        Assert.Equal(50, await store.Ledger.AppendAsync(Entries.Make("next"), Durability.Full));
    }

    private static string Page()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "docs", "store.md")))
            {
                return Path.Combine(folder, "docs", "store.md");
            }
        }

        throw new FileNotFoundException("docs/store.md");
    }

    [GeneratedRegex("```sh\n(.*?)\n```", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();
}
