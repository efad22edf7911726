using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Notes;

/// <summary>
/// The statement that a log signs with a new key from some size on. As a note it is signed by the key before and by the new key; the first by
/// itself alone. Two are equal where their texts are.
/// </summary>
public sealed record KeyLink
{
    private const string Header = "policyguard key chain v1";

    /// <summary>States a change of keys.</summary>
    /// <param name="origin">The log: one line, not empty.</param>
    /// <param name="sequence">The link's place in the chain, from 0.</param>
    /// <param name="size">The tree size from which the key signs; 0 for the first.</param>
    /// <param name="key">The new key.</param>
    /// <param name="previous">SHA-256 over the encoded note of the link before, 32 bytes; null for the first.</param>
    /// <exception cref="ArgumentException">One of them cannot be written down.</exception>
    public KeyLink(string origin, int sequence, long size, NoteKey key, ReadOnlyMemory<byte>? previous)
    {
        (Origin, Sequence, Size, Key, Previous) = (origin, sequence, size, key, previous is { IsEmpty: false } ? previous : null);
        if (!NoteText.IsLine(origin) || sequence < 0 || size < 0 || (Previous?.Length ?? 0) != (sequence == 0 ? 0 : SHA256.HashSizeInBytes))
        {
            throw new ArgumentException("a key link has an origin of one line, numbers from 0, and the hash of the link before unless it is the first");
        }

        string[] hash = Previous is { } bytes ? [Convert.ToBase64String(bytes.Span)] : [];
        Text = string.Join('\n', [Header, origin, NoteText.Number(sequence), NoteText.Number(size), key.ToString(), .. hash, ""]);
    }

    /// <summary>The log.</summary>
    public string Origin { get; }

    /// <summary>The link's place in the chain, from 0.</summary>
    public int Sequence { get; }

    /// <summary>The tree size from which the key signs.</summary>
    public long Size { get; }

    /// <summary>The new key.</summary>
    public NoteKey Key { get; }

    /// <summary>SHA-256 over the encoded note of the link before; null for the first.</summary>
    public ReadOnlyMemory<byte>? Previous { get; }

    /// <summary>The text that is signed; ends in a newline. No checkpoint reads like it, so neither signature can stand for the other.</summary>
    public string Text { get; }

    /// <summary>Reads a link's text. Only the spelling that <see cref="Text"/> gives is read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="link">The link.</param>
    /// <param name="fault">Why it is refused.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out KeyLink? link, [NotNullWhen(false)] out string? fault)
    {
        link = null;
        byte[]? previous = null;
        var lines = NoteText.IsText(text) ? text[..^1].Split('\n') : [];
        if (lines is not [Header, var origin, var sequenceLine, var sizeLine, var vkey, .. var rest] || origin.Length == 0)
        {
            fault = $"a key link begins with the line {Header}, the log's origin, two numbers and a verifier key";
        }
        else if (!NoteText.TryNumber(sequenceLine, out var sequence) || sequence > int.MaxValue || !NoteText.TryNumber(sizeLine, out var size))
        {
            fault = "the key link's place and size are not decimal numbers without leading zeroes";
        }
        else if (rest.Length != (sequence == 0 ? 0 : 1) || (rest is [var hash] && (!NoteText.TryBase64(hash, out previous) || previous.Length != SHA256.HashSizeInBytes)))
        {
            fault = "the key link does not end in the hash of the link before, or has one and is the first";
        }
        else if (NoteKey.TryParse(vkey, out var key, out fault))
        {
            link = new KeyLink(origin, (int)sequence, size, key, previous);
        }

        return fault is null;
    }

    /// <inheritdoc/>
    public bool Equals(KeyLink? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
