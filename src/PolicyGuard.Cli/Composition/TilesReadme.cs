using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Cli.Composition;

/// <summary>What lies beside a copy of the log, for who finds it.</summary>
internal static class TilesReadme
{
    /// <summary>The text.</summary>
    /// <param name="chain">The chain of signing keys.</param>
    /// <param name="pruned">Entries before this index are gone; 0 where none are.</param>
    public static string Of(KeyChain chain, long pruned) =>
        $"""
        A copy of the audit log {chain.Origin}

        checkpoint     how many entries there are and the root of their Merkle tree, signed (C2SP tlog-checkpoint)
        tile/          the hashes of the tree (C2SP tlog-tiles)
        tile/entries/  the entries, up to 256 in a file, each behind its length of two bytes
        keys           the keys that signed, each vouched for by the one before (signed notes, with a line --- between them)
        {(pruned > 0 ? $"\nEntries before {pruned} were pruned. Their hashes are here, so that everything else can still be proven.\n" : "")}
        The first key of the log. Compare it with what its operator told you by another way; nothing in this folder can prove it:

        {chain.Keys[0].Key}

        To verify, with any client of C2SP tlog-tiles, or with verify_log.py from PolicyGuard's tests/independent, which needs Python and openssl:

        python3 verify_log.py tiles . --chain keys --key '{chain.Keys[0].Key}'{(pruned > 0 ? $" --pruned {pruned}" : "")}

        Keep the file checkpoint where the log's operator cannot reach it. With it you will notice if the log is ever rewritten; without it nobody can.

        """;
}
