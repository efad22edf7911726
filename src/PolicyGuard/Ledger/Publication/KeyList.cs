using System.Text;

namespace PolicyGuard.Ledger.Publication;

/// <summary>The chain of signing keys as one text: its links, each a signed note, the oldest first, with the line <c>---</c> between them.</summary>
public static class KeyList
{
    /// <summary>Bytes that such a text can have.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const string Between = "---\n";

    /// <summary>Writes the text.</summary>
    /// <param name="links">The encoded links (<see cref="Notes.KeyChain.Encoded"/>).</param>
    public static byte[] Encode(IReadOnlyList<string> links) => Encoding.UTF8.GetBytes(string.Join(Between, links));

    /// <summary>Reads the text. Says nothing about whether the links hold: <see cref="Notes.KeyChain.TryParse"/> does.</summary>
    /// <param name="text">All of it, at most <see cref="MaxBytes"/>.</param>
    public static IReadOnlyList<string> Decode(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text.Length > MaxBytes ? [] : [.. Encoding.UTF8.GetString(text).Split("\n" + Between).Select(static link => link.EndsWith('\n') ? link : link + "\n")];
}
