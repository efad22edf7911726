using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Notes;

/// <summary>
/// ECDSA over P-256 with SHA-256 for many threads. One object of the runtime serves one thread at a time, so there are as many as are
/// in use at once.
/// </summary>
internal sealed class Es256(Func<ECDsa> make) : IDisposable
{
    private readonly ConcurrentBag<ECDsa> _idle = [];
    private volatile bool _disposed;

    /// <summary>Signs; ASN.1 DER.</summary>
    /// <exception cref="ObjectDisposedException">The key is gone.</exception>
    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        var key = Take();
        try
        {
            return key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        finally
        {
            Return(key);
        }
    }

    /// <summary>Whether a signature is this key's; false for anything that is no signature.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (!IsDer(signature))
        {
            return false;
        }

        var key = Take();
        try
        {
            return key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            Return(key);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var key))
        {
            key.Dispose();
        }
    }

    private ECDsa Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out var key) ? key : make();
    }

    private void Return(ECDsa key)
    {
        _idle.Add(key);
        if (_disposed)
        {
            Dispose();
        }
    }

    // RFC 3279 §2.2.3 in DER proper: two positive integers of at most 32 bytes, shortest form, nothing behind them. Libraries differ in what
    // else they take; a log that one verifier accepts and another does not is no evidence. Both s and n - s are signatures: no rule
    // forbids either, OpenSSL and Go make both, and nothing here is identified by a signature's bytes.
    private static bool IsDer(ReadOnlySpan<byte> signature)
    {
        try
        {
            if (!AsnDecoder.TryReadEncodedValue(signature, AsnEncodingRules.DER, out var tag, out var at, out var length, out var all)
                || tag != Asn1Tag.Sequence || all != signature.Length)
            {
                return false;
            }

            var content = signature.Slice(at, length);
            var r = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.DER, out var read);
            var s = AsnDecoder.ReadIntegerBytes(content[read..], AsnEncodingRules.DER, out var readToo);
            return read + readToo == content.Length && IsScalar(r) && IsScalar(s);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool IsScalar(ReadOnlySpan<byte> integer) =>
        (integer[0] & 0x80) == 0 && integer.ContainsAnyExcept((byte)0) && (integer[0] == 0 ? integer.Length - 1 : integer.Length) <= 32;
}
