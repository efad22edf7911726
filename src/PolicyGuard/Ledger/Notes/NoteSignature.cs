namespace PolicyGuard.Ledger.Notes;

/// <summary>A signature line of a note.</summary>
/// <param name="KeyName">The name of the key that is said to have signed.</param>
/// <param name="KeyId">Its id.</param>
/// <param name="Signature">The signature; for <see cref="NoteKey"/> ASN.1 DER. Unverified.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, ReadOnlyMemory<byte> Signature);
