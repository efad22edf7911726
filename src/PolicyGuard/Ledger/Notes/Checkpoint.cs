using System.Diagnostics.CodeAnalysis;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Notes;

/// <summary>What a log says about itself at one size: the text of C2SP tlog-checkpoint, to be carried by a <see cref="SignedNote"/>.</summary>
/// <remarks>Two are equal where their texts are.</remarks>
public sealed record Checkpoint
{
    /// <summary>States a log's size and root.</summary>
    /// <param name="origin">The log: one line, not empty (<see cref="LogOrigin"/>).</param>
    /// <param name="size">Its leaves, from 0.</param>
    /// <param name="root">Its root hash, 32 bytes.</param>
    /// <param name="extensions">Further lines, not empty; none by default, and none is recommended.</param>
    /// <exception cref="ArgumentException">One of them cannot be written down.</exception>
    public Checkpoint(string origin, long size, ReadOnlyMemory<byte> root, IReadOnlyList<string>? extensions = null)
    {
        (Origin, Size, Root, Extensions) = (origin, size, root, extensions ?? []);
        if (!NoteText.IsLine(origin) || size < 0 || root.Length != TreeHash.Size || !Extensions.All(NoteText.IsLine))
        {
            throw new ArgumentException($"a checkpoint has an origin of one line, a size from 0, a root of {TreeHash.Size} bytes, and no empty lines");
        }

        Text = string.Join('\n', [origin, NoteText.Number(size), Convert.ToBase64String(root.Span), .. Extensions, ""]);
    }

    /// <summary>The log.</summary>
    public string Origin { get; }

    /// <summary>Its leaves, from 0.</summary>
    public long Size { get; }

    /// <summary>Its root hash, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Root { get; }

    /// <summary>Further lines, opaque; nobody can audit them.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>The text that is signed; ends in a newline.</summary>
    public string Text { get; }

    /// <summary>Reads a checkpoint's text. Only the spelling that <see cref="Text"/> gives is read.</summary>
    /// <param name="text">The text of a note whose signatures were verified.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="fault">Why it is refused.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Checkpoint? checkpoint, [NotNullWhen(false)] out string? fault)
    {
        checkpoint = null;
        var lines = NoteText.IsText(text) ? text[..^1].Split('\n') : [];
        if (lines.Length < 3 || lines.Contains(""))
        {
            fault = "a checkpoint is at least three lines, none of them empty";
        }
        else if (!NoteText.TryNumber(lines[1], out var size))
        {
            fault = "the checkpoint's size is not a decimal number from 0 to 2^63 - 1 without leading zeroes";
        }
        else if (!NoteText.TryBase64(lines[2], out var root) || root.Length != TreeHash.Size)
        {
            fault = $"the checkpoint's root is not {TreeHash.Size} bytes in canonical base64";
        }
        else
        {
            (checkpoint, fault) = (new Checkpoint(lines[0], size, root, lines[3..]), null);
        }

        return fault is null;
    }

    /// <inheritdoc/>
    public bool Equals(Checkpoint? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
