using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Seals;

namespace PolicyGuard.Tests.Ledger.Seals;

public sealed class SealTests : IDisposable
{
    private readonly SealedLog _log = new();
    private readonly byte[] _blob = SealedLog.Envelope(1, 2);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Every_call_of_every_seal_is_proven_by_its_own_bundle_and_by_no_other()
    {
        for (var seal = 0; seal < 3; seal++)
        {
            Assert.True(SigstoreBundle.TryRead(_log.Bundle(seal).ToJson(), out var bundle, out var fault), fault);
            for (var call = 0; call < 4; call++)
            {
                Assert.Null(_log.Verifier.FaultOf(SealedLog.Envelope(seal, call), bundle!));
                Assert.NotNull(_log.Verifier.FaultOf(SealedLog.Envelope((seal + 1) % 3, call), bundle!));
            }
        }
    }

    [Fact]
    public void A_changed_envelope_is_not_proven() =>
        Assert.Contains("does not list", _log.Verifier.FaultOf([.. _blob, (byte)' '], _log.Bundle(1)), StringComparison.Ordinal);

    [Fact]
    public void A_statement_that_was_changed_is_not_signed()
    {
        var good = _log.Bundle(1);
        var statement = new BatchStatement(SealedLog.Origin, 0, 9, [SealedCall.Of("call_x", _blob)]);
        Refused(good with { Envelope = good.Envelope with { Payload = statement.ToJson() } }, "not signed");
    }

    [Fact]
    public void A_statement_that_another_key_signed_is_refused()
    {
        using var mallory = NoteSigner.Create("seals.log.test");
        var forged = Seal.Sign(_log.Seals[1].Seal.Statement, mallory);
        var good = _log.Bundle(1);
        Refused(good with { Envelope = forged.Envelope }, "not signed by a key that seals");
        Refused(good with { PublicKeyHint = Convert.ToBase64String(EcdsaP256.KeyId(mallory.Key.Spki.Span)) }, "names another key");
    }

    [Fact]
    public void A_signed_statement_that_the_log_does_not_have_is_refused()
    {
        var good = _log.Bundle(1);
        var other = Seal.Sign(new BatchStatement(SealedLog.Origin, 5, 9, [SealedCall.Of("call_x", _blob)]), _log.SealKey);
        Refused(good with { Envelope = other.Envelope }, "not that of the statement");
        Refused(With(good, e => e with { Body = other.Leaf }) with { Envelope = other.Envelope }, "did not sign");
    }

    // The log's key signs a promise for an entry that it never appended.
    [Fact]
    public void A_promise_without_a_leaf_is_refused()
    {
        var good = _log.Bundle(1);
        var other = Seal.Sign(new BatchStatement(SealedLog.Origin, 5, 9, [SealedCall.Of("call_x", _blob)]), _log.SealKey);
        var entry = good.Entry with
        {
            Body = other.Leaf,
            SignedEntryTimestamp = _log.LogKey.Sign(SignedEntryTimestamp.Message(other.Leaf.Span, good.Entry.IntegratedTime, good.Entry.LogId.Span, good.Entry.LogIndex)),
        };
        Refused(new SigstoreBundle(other.Envelope, entry) { PublicKeyHint = good.PublicKeyHint }, "does not have the entry");
    }

    [Fact]
    public void A_proof_that_was_changed_is_refused()
    {
        var good = _log.Bundle(1);
        Refused(WithProof(good, p => p with { Hashes = [new byte[32], .. p.Hashes.Skip(1)] }), "does not have the entry");
        Refused(WithProof(good, p => p with { Hashes = [.. p.Hashes.Skip(1)] }), "does not have the entry");
        Refused(WithProof(good, p => p with { Hashes = [.. p.Hashes, new byte[32]] }), "does not have the entry");
        Refused(WithProof(good, p => p with { TreeSize = p.TreeSize + 1 }), "another tree");
        Refused(WithProof(good, p => p with { RootHash = new byte[32] }), "another tree");
        Refused(WithProof(good, p => p with { LogIndex = p.LogIndex - 1 }), "another place");
        Refused(With(good, e => e with { IntegratedTime = e.IntegratedTime + 1 }), "did not sign");
        Refused(With(good, e => e with { SignedEntryTimestamp = default }), "did not sign");
    }

    [Fact]
    public void A_checkpoint_of_another_log_or_of_another_key_is_refused()
    {
        using var other = new SealedLog();
        var good = _log.Bundle(1);
        Refused(WithProof(good, p => p with { Checkpoint = other.Bundle(1).Entry.Proof.Checkpoint }), "checkpoint");
        Refused(WithProof(good, p => p with { Checkpoint = "nothing" }), "not a signed note");
        Refused(_log.Bundle(1, _log.Checkpoint("log.test - 8")), "another tree");
        Refused(With(good, e => e with { LogId = other.Bundle(1).Entry.LogId }), "log with another key");
        Assert.Contains("another log", new SealVerifier("log.test - 8", [_log.LogKey.Key], [_log.SealKey.Key]).FaultOf(_blob, good), StringComparison.Ordinal);
    }

    [Fact]
    public void A_seal_that_speaks_of_what_came_after_it_is_refused()
    {
        var early = Seal.Sign(new BatchStatement(SealedLog.Origin, 0, 1000, [SealedCall.Of("call_x", _blob)]), _log.SealKey);
        var good = _log.Bundle(1);
        var entry = good.Entry with
        {
            Body = early.Leaf,
            SignedEntryTimestamp = _log.LogKey.Sign(SignedEntryTimestamp.Message(early.Leaf.Span, good.Entry.IntegratedTime, good.Entry.LogId.Span, good.Entry.LogIndex)),
        };
        Refused(new SigstoreBundle(early.Envelope, entry) { PublicKeyHint = good.PublicKeyHint }, "another place");
    }

    [Fact]
    public void A_bundle_takes_the_logs_signature_and_leaves_those_of_witnesses()
    {
        using var witness = NoteSigner.Create("witness.test");
        var bundle = _log.Bundle(1, _log.Checkpoint(SealedLog.Origin, witness));
        Assert.Null(_log.Verifier.FaultOf(_blob, bundle));
        Assert.DoesNotContain("witness", bundle.Entry.Proof.Checkpoint, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _log.Bundle(1, SignedNote.Sign(_log.Checkpoint().Text, witness)));
    }

    [Fact]
    public void A_seal_is_restored_from_its_statement_and_its_leaf()
    {
        var seal = _log.Seals[1].Seal;
        var restored = Seal.Restore(seal.Statement, seal.Leaf.Span);
        Assert.Equal(seal.Envelope.ToJson(), restored!.Envelope.ToJson());
        Assert.True(restored.Envelope.IsSignedBy(_log.SealKey.Key.Spki.Span));
        Assert.Null(Seal.Restore(_log.Seals[0].Seal.Statement, seal.Leaf.Span));
        Assert.Null(Seal.Restore(seal.Statement, "{}"u8));
    }

    private static SigstoreBundle With(SigstoreBundle bundle, Func<TransparencyEntry, TransparencyEntry> change) => bundle with { Entry = change(bundle.Entry) };

    private static SigstoreBundle WithProof(SigstoreBundle bundle, Func<InclusionProof, InclusionProof> change) => With(bundle, e => e with { Proof = change(e.Proof) });

    private void Refused(SigstoreBundle bundle, string why) => Assert.Contains(why, _log.Verifier.FaultOf(_blob, bundle) ?? "accepted", StringComparison.Ordinal);
}
