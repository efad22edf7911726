using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Envelopes;

namespace PolicyGuard.Tests.Envelopes;

/// <summary>A key and things signed with it.</summary>
internal sealed class SealFixture : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SealFixture()
    {
        Spki = _key.ExportSubjectPublicKeyInfo();
        Statement = new BatchStatement("log.test - 1", 3, 9, [SealedCall.Of("call_1", Blob("1")), SealedCall.Of("call_2", Blob("2"))]);
        Envelope = DsseEnvelope.Sign(DsseEnvelope.InToto, Statement.ToJson(), Sign);
        Body = RekorBody.Of(Envelope, EcdsaP256.Pem(Spki));
        var logId = EcdsaP256.KeyId(Spki);
        Entry = new TransparencyEntry
        {
            LogIndex = 9,
            LogId = logId,
            IntegratedTime = 1_790_000_000,
            SignedEntryTimestamp = Sign(SignedEntryTimestamp.Message(Body.ToJson(), 1_790_000_000, logId, 9)),
            Proof = new InclusionProof(9, 10, new byte[32], [new byte[32]], "log.test - 1\n10\nAAAA\n\n— log.test AAAA\n"),
            Body = Body.ToJson(),
        };
        Bundle = new SigstoreBundle(Envelope, Entry) { PublicKeyHint = Convert.ToBase64String(logId) };
    }

    public byte[] Spki { get; }

    public BatchStatement Statement { get; }

    public DsseEnvelope Envelope { get; }

    public RekorBody Body { get; }

    public TransparencyEntry Entry { get; }

    public SigstoreBundle Bundle { get; }

    public static byte[] Blob(string text) => Encoding.UTF8.GetBytes($$"""{"call":"{{text}}"}""");

    public byte[] Sign(ReadOnlyMemory<byte> message) => _key.SignData(message.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => _key.Dispose();
}
