using System.Buffers.Binary;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Ledger.Seals;

/// <summary>
/// A note with the signature of one key only. Sigstore's verifiers refuse a checkpoint on which they meet any other: a cosignature of a witness, the
/// next key of the log.
/// </summary>
internal static class OneSignature
{
    /// <exception cref="ArgumentException">The key did not sign the note.</exception>
    public static string Of(SignedNote note, NoteKey key)
    {
        var text = NoteText.Utf8.GetBytes(note.Text);
        var own = note.Signatures.FirstOrDefault(s => s.KeyId == key.Id && s.KeyName == key.Name && key.Verify(text, s.Signature.Span))
            ?? throw new ArgumentException($"the checkpoint is not signed by {key.Name}", nameof(note));
        var line = new byte[4 + own.Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(line, own.KeyId);
        own.Signature.CopyTo(line.AsMemory(4));
        return $"{note.Text}\n— {own.KeyName} {Convert.ToBase64String(line)}\n";
    }
}
