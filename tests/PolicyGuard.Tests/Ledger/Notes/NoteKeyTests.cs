using System.Security.Cryptography;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Tests.Ledger.Notes;

public sealed class NoteKeyTests
{
    private const string Name = "example.org/log";

    [Fact]
    public void A_key_is_known_by_name_and_content_in_every_form()
    {
        using var signer = NoteSigner.Create(Name);
        Assert.True(NoteKey.TryParse(signer.Key.ToString(), out var read, out _));
        Assert.Equal(signer.Key, read);
        Assert.Equal(signer.Key, NoteKey.FromSpki(Name, signer.Key.Spki.Span));
        Assert.Equal(signer.Key.GetHashCode(), read.GetHashCode());
        Assert.NotEqual(signer.Key, NoteKey.FromSpki("example.org/other", signer.Key.Spki.Span));
        using var other = NoteSigner.Create(Name);
        Assert.NotEqual(signer.Key, other.Key);
        using var openSsl = ECDsa.Create();
        openSsl.ImportFromPem(signer.Key.Pem);
        Assert.Equal(signer.Key.Spki.ToArray(), openSsl.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void A_key_that_cannot_be_used_is_refused_in_words()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("P-256", Assert.Throws<ArgumentException>(() => NoteKey.FromSpki(Name, p384.ExportSubjectPublicKeyInfo())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NoteKey.FromSpki(Name, []));
        Assert.Throws<ArgumentException>(() => NoteSigner.Create("a b"));
        Assert.Throws<ArgumentException>(() => NoteSigner.Create("a+b"));
        Assert.Throws<ArgumentException>(() => NoteSigner.Create(""));
        Assert.Throws<ArgumentException>(() => NoteSigner.Create("a\uD800"));
    }

    [Fact]
    public void A_private_key_that_was_kept_signs_as_before()
    {
        using var signer = NoteSigner.Create(Name);
        using var kept = NoteSigner.FromPem(Name, signer.ExportPem());
        Assert.Equal(signer.Key, kept.Key);
        Assert.True(signer.Key.Verify("text"u8, kept.Sign("text"u8)));
        Assert.False(signer.Key.Verify("texT"u8, kept.Sign("text"u8)));
        using var fromWindows = NoteSigner.FromPem(Name, signer.ExportPem().ReplaceLineEndings("\r\n"));
        Assert.Equal(signer.Key, fromWindows.Key);
    }

    [Fact]
    public void A_key_file_that_is_something_else_is_refused_without_showing_it()
    {
        using var signer = NoteSigner.Create(Name);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(1024);
        var pem = signer.ExportPem();
        foreach (var (text, why) in new[]
        {
            ("", "not one PEM block"),
            ("hello", "not one PEM block"),
            (pem + pem, "not one PEM block"),
            (signer.Key.Pem + pem, "not one PEM block"),
            (signer.Key.Pem, "labelled PRIVATE KEY"),
            (p256.ExportECPrivateKeyPem(), "labelled PRIVATE KEY"),
            (p256.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)), "labelled PRIVATE KEY"),
            (p384.ExportPkcs8PrivateKeyPem(), "P-256"),
            (rsa.ExportPkcs8PrivateKeyPem(), "no elliptic curve key"),
            (PemEncoding.WriteString("PRIVATE KEY", [1, 2, 3]), "no elliptic curve key"),
            (PemEncoding.WriteString("PRIVATE KEY", [.. p256.ExportPkcs8PrivateKey(), 0]), "no elliptic curve key"),
        })
        {
            var fault = Assert.Throws<FormatException>(() => NoteSigner.FromPem(Name, text));
            Assert.Contains(why, fault.Message, StringComparison.Ordinal);
            Assert.Null(fault.InnerException);
        }
    }

    [Fact]
    public void A_private_key_beside_the_public_key_of_another_is_refused()
    {
        using var one = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var two = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (mixed, q) = (one.ExportPkcs8PrivateKey(), two.ExportParameters(false).Q);
        q.X!.CopyTo(mixed, mixed.Length - 64);
        q.Y!.CopyTo(mixed, mixed.Length - 32);
        Assert.Throws<FormatException>(() => NoteSigner.FromPem(Name, PemEncoding.WriteString("PRIVATE KEY", mixed)));
    }

    [Fact]
    public void A_signer_that_was_disposed_signs_no_more()
    {
        var signer = NoteSigner.Create(Name);
        var signature = signer.Sign("text"u8);
        signer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => signer.Sign("text"u8));
        Assert.True(signer.Key.Verify("text"u8, signature));
    }

    [Fact]
    public void Many_threads_sign_and_verify_with_one_key()
    {
        using var signer = NoteSigner.Create(Name);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var text = BitConverter.GetBytes(i);
            var signature = signer.Sign(text);
            Assert.True(signer.Key.Verify(text, signature));
            text[0] ^= 1;
            Assert.False(signer.Key.Verify(text, signature));
        });
    }

    [Fact]
    public void One_bit_changed_anywhere_in_a_signature_breaks_it()
    {
        using var signer = NoteSigner.Create(Name);
        var signature = signer.Sign("text"u8);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(signer.Key.Verify("text"u8, signature), $"bit {bit}");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}
