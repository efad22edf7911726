using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Terminal;

/// <summary>What an audit log holds, counted exactly.</summary>
internal sealed record AuditStats
{
    /// <summary>So many calls without an outcome are named.</summary>
    public const int MostNamed = 20;

    public required IReadOnlyList<LedgerTally> Tallies { get; init; }

    /// <summary>Entries by what they survive; empty for those that do not say.</summary>
    public required IReadOnlyDictionary<string, long> Durability { get; init; }

    /// <summary>The earliest time in an entry, as written, or null.</summary>
    public required string? First { get; init; }

    /// <summary>The latest time in an entry, as written, or null.</summary>
    public required string? Last { get; init; }

    /// <summary>Opened and not closed: running, or the program died.</summary>
    public required LedgerFound Unclosed { get; init; }

    /// <summary>Bytes of the database and of its write-ahead log; everything in it, not the audit log alone.</summary>
    public required long SizeOnDisk { get; init; }

    public long Entries => Tallies.Sum(static tally => tally.Count);

    public static async Task<AuditStats> GatherAsync(SqliteStore store, DateTimeOffset? since, Progress? progress, CancellationToken ct)
    {
        var tallies = await store.Index.TallyAsync(since, null, ct);
        var durability = new Dictionary<string, long>(StringComparer.Ordinal);
        var (count, first, last) = (0L, (string?)null, (string?)null);
        await foreach (var entry in store.Ledger.ReadAsync(new LedgerQuery { Since = since, NewestFirst = false, Limit = int.MaxValue }, ct))
        {
            var (at, survives) = Members(entry.Json.Span);
            CollectionsMarshal.GetValueRefOrAddDefault(durability, survives, out _)++;
            if (at.Length > 0)
            {
                // Times have one form, in which their order is that of their letters.
                first = first is null || string.CompareOrdinal(at, first) < 0 ? at : first;
                last = last is null || string.CompareOrdinal(at, last) > 0 ? at : last;
            }

            progress?.Tell(++count);
        }

        return new AuditStats
        {
            Tallies = tallies,
            Durability = durability,
            First = first,
            Last = last,
            Unclosed = await store.Index.UnclosedAsync(since, MostNamed, ct),
            SizeOnDisk = new[] { store.Path, store.Path + "-wal" }.Select(static path => new FileInfo(path)).Where(static file => file.Exists).Sum(static file => file.Length),
        };
    }

    /// <summary>Counts by one member of the keys, the most frequent first; entries without it do not count.</summary>
    public IReadOnlyList<(string Name, long Count)> By(Func<LedgerKey, string> member) =>
    [
        .. Tallies.GroupBy(tally => member(tally.Key)).Where(static group => group.Key.Length > 0).Select(static group => (group.Key, group.Sum(static tally => tally.Count)))
            .OrderByDescending(static pair => pair.Item2).ThenBy(static pair => pair.Key, StringComparer.Ordinal),
    ];

    // Members of the entry itself only: arguments may hold any name.
    private static (string At, string Durability) Members(ReadOnlySpan<byte> json)
    {
        var (at, durability) = ("", "");
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var (isTime, isDurability) = (reader.ValueTextEquals("at"u8), reader.ValueTextEquals("durability"u8));
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                {
                    reader.Skip();
                }
                else if (isTime)
                {
                    at = Plain(ref reader);
                }
                else if (isDurability)
                {
                    durability = Plain(ref reader);
                }
            }
        }
        catch (JsonException)
        {
            // Counted as one that does not say.
        }

        return (at, durability);
    }

    private static string Plain(ref Utf8JsonReader reader) => reader.ValueSpan.Length <= 40 ? Encoding.UTF8.GetString(reader.ValueSpan) : "";
}
