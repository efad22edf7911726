using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PolicyGuard.Ledger.Notes;

/// <summary>
/// A text with signatures: C2SP signed-note. A text is to be ignored unless <see cref="Verify"/> accepts it. Immutable.
/// </summary>
public sealed class SignedNote
{
    /// <summary>Bytes that a note can have.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Signatures that a note can have.</summary>
    public const int MaxSignatures = 64;

    private const string LineStart = "— ";

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>What is signed; ends in a newline.</summary>
    public string Text { get; }

    /// <summary>1 to <see cref="MaxSignatures"/> signatures in their order, of keys known and unknown, none verified.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Signs a text.</summary>
    /// <param name="text">The text; ends in a newline and holds no other control characters.</param>
    /// <param name="signers">Who signs, in this order; 1 to <see cref="MaxSignatures"/>.</param>
    /// <exception cref="ArgumentException">The text cannot be signed, or there are no signers or too many.</exception>
    public static SignedNote Sign(string text, params NoteSigner[] signers)
    {
        ArgumentNullException.ThrowIfNull(signers);
        if (!NoteText.IsText(text))
        {
            throw new ArgumentException("a note's text ends in a newline and holds no other control characters");
        }

        if (signers.Length is 0 or > MaxSignatures)
        {
            throw new ArgumentException($"a note has 1 to {MaxSignatures} signatures, not {signers.Length}");
        }

        var bytes = NoteText.Utf8.GetBytes(text);
        var note = new SignedNote(text, [.. signers.Select(signer => new NoteSignature(signer.Key.Name, signer.Key.Id, signer.Sign(bytes)))]);
        return note.Encode().Length <= MaxBytes ? note : throw new ArgumentException($"a note has at most {MaxBytes} bytes");
    }

    /// <summary>Reads a note. Says nothing about whether its signatures hold.</summary>
    /// <param name="encoded">All bytes of the note.</param>
    /// <param name="note">The note.</param>
    /// <param name="fault">Why it is refused.</param>
    public static bool TryParse(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out SignedNote? note, [NotNullWhen(false)] out string? fault)
    {
        note = null;
        fault = Split(encoded, out var text, out var lines);
        if (fault is not null)
        {
            return false;
        }

        var signatures = new List<NoteSignature>();
        foreach (var line in lines)
        {
            if (ReadLine(line) is not { } signature)
            {
                fault = $"signature line {signatures.Count + 1} is not a dash, a key name and a signature in base64";
                return false;
            }

            signatures.Add(signature);
        }

        note = new SignedNote(text, signatures);
        return true;
    }

    /// <summary>The note's bytes.</summary>
    public byte[] Encode()
    {
        var note = new StringBuilder(Text).Append('\n');
        Span<byte> id = stackalloc byte[4];
        foreach (var signature in Signatures)
        {
            BinaryPrimitives.WriteUInt32BigEndian(id, signature.KeyId);
            note.Append(LineStart).Append(signature.KeyName).Append(' ').Append(Convert.ToBase64String([.. id, .. signature.Signature.Span])).Append('\n');
        }

        return NoteText.Utf8.GetBytes(note.ToString());
    }

    /// <summary>Which known keys signed the note.</summary>
    /// <remarks>
    /// Signatures of unknown keys are ignored, also where they share a name or an id, but not both, with a known one. One signature of a known
    /// key that does not hold rejects the whole note.
    /// </remarks>
    /// <param name="known">The keys that are trusted, each with its own name and id.</param>
    public NoteVerdict Verify(IEnumerable<NoteKey> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var keys = new Dictionary<(string, uint), NoteKey>();
        foreach (var key in known)
        {
            if (!keys.TryAdd((key.Name, key.Id), key) && !keys[(key.Name, key.Id)].Equals(key))
            {
                return NoteVerdict.Rejected($"two known keys have the name {key.Name} and the id {NoteKey.Hex(key.Id)}");
            }
        }

        var text = NoteText.Utf8.GetBytes(Text);
        var signedBy = new List<NoteKey>();
        foreach (var signature in Signatures)
        {
            if (!keys.TryGetValue((signature.KeyName, signature.KeyId), out var key))
            {
                continue;
            }

            if (!key.Verify(text, signature.Signature.Span))
            {
                return NoteVerdict.Rejected($"the signature of {key.Name} ({NoteKey.Hex(key.Id)}) does not hold for this text");
            }

            if (!signedBy.Contains(key))
            {
                signedBy.Add(key);
            }
        }

        return signedBy.Count > 0 ? new NoteVerdict(signedBy, null) : NoteVerdict.Rejected("no known key signed the note");
    }

    // The text is separated from the signatures by the last empty line; it may hold empty lines itself.
    private static string? Split(ReadOnlySpan<byte> encoded, out string text, out string[] lines)
    {
        (text, lines) = ("", []);
        if (encoded.Length > MaxBytes)
        {
            return $"the note has more than {MaxBytes} bytes";
        }

        string note;
        try
        {
            note = NoteText.Utf8.GetString(encoded);
        }
        catch (DecoderFallbackException)
        {
            return "the note is not UTF-8";
        }

        if (!NoteText.IsText(note))
        {
            return note.EndsWith('\n') ? "the note holds control characters" : "the note does not end in a newline";
        }

        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || blank + 2 == note.Length)
        {
            return blank < 0 ? "the note has no empty line before its signatures" : "the note has no signatures behind its last empty line";
        }

        (text, lines) = (note[..(blank + 1)], note[(blank + 2)..^1].Split('\n', MaxSignatures + 1));
        return lines.Length <= MaxSignatures ? null : $"the note has more than {MaxSignatures} signatures";
    }

    private static NoteSignature? ReadLine(string line)
    {
        var parts = line.StartsWith(LineStart, StringComparison.Ordinal) ? line[LineStart.Length..].Split(' ') : [];
        return parts.Length == 2 && NoteText.IsKeyName(parts[0]) && NoteText.TryBase64(parts[1], out var bytes) && bytes.Length > 4
            ? new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4))
            : null;
    }
}
