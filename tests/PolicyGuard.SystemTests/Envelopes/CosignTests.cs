using System.Text;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Seals;
using PolicyGuard.SystemTests.Docs;
using PolicyGuard.SystemTests.Sqlite;
using PolicyGuard.Tests.Ledger.Seals;

namespace PolicyGuard.SystemTests.Envelopes;

/// <summary>What stock <c>cosign</c>, which shares no code with us, says of our seals. Each refusal is also ours.</summary>
public sealed class CosignTests : IDisposable
{
    private readonly TempFolder _folder = Cosign.Folder();
    private readonly SealedLog _log = new();
    private readonly byte[] _blob = SealedLog.Envelope(1, 2);

    public CosignTests()
    {
        Write("trusted_root.json", TrustedRoot.Write("https://log.test", [new LogKeyPeriod(_log.LogKey.Key.Spki, SealedLog.Time.AddDays(-1))]));
        Write("seal.pub", Encoding.ASCII.GetBytes(_log.SealKey.Key.Pem));
        Write("envelope.json", _blob);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void It_accepts_every_call_of_every_seal()
    {
        for (var seal = 0; seal < 3; seal++)
        {
            for (var call = 0; call < 4; call += 3)
            {
                Write("one.json", SealedLog.Envelope(seal, call));
                Accepts(_log.Bundle(seal), "one.json");
            }
        }
    }

    [Fact]
    public void The_command_of_the_documentation_is_the_one_that_verifies()
    {
        var command = Repository.Read("docs", "envelopes.md").Split("```sh\n")[1].Split("```")[0].Replace("\\\n", " ", StringComparison.Ordinal);
        var words = command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["cosign", "verify-blob-attestation"], words[..2]);
        var (code, said) = Cosign.Run(Save(_log.Bundle(1)), words[1..]);
        Assert.True(code == 0, said);
    }

    [Fact]
    public void It_accepts_a_seal_with_as_many_calls_as_we_put_into_one()
    {
        using var log = new SealedLog(1, BatchStatement.MaxCalls);
        Write("trusted_root.json", TrustedRoot.Write("https://log.test", [new LogKeyPeriod(log.LogKey.Key.Spki, SealedLog.Time.AddDays(-1))]));
        Write("seal.pub", Encoding.ASCII.GetBytes(log.SealKey.Key.Pem));
        Write("envelope.json", SealedLog.Envelope(0, BatchStatement.MaxCalls - 1));
        Accepts(log.Bundle(0));
    }

    [Fact]
    public void It_accepts_a_seal_that_the_logs_own_key_signed()
    {
        using var own = new SealedLog(sealWithLogKey: true);
        Write("trusted_root.json", TrustedRoot.Write("https://log.test", [new LogKeyPeriod(own.LogKey.Key.Spki, SealedLog.Time.AddDays(-1))]));
        Write("seal.pub", Encoding.ASCII.GetBytes(own.LogKey.Key.Pem));
        Accepts(own.Bundle(1));
    }

    [Fact]
    public void It_refuses_an_envelope_that_was_changed()
    {
        Write("envelope.json", [.. _blob, (byte)'\n']);
        Refuses(_log.Bundle(1), "do not match digests");
    }

    [Fact]
    public void It_refuses_a_statement_that_was_changed()
    {
        var good = _log.Bundle(1);
        var statement = new BatchStatement(SealedLog.Origin, 0, 9, [SealedCall.Of("call_x", _blob)]);
        Refuses(good with { Envelope = good.Envelope with { Payload = statement.ToJson() } }, "does not match envelope payload hash");
    }

    [Fact]
    public void It_refuses_a_signature_that_is_not_in_the_log()
    {
        var good = _log.Bundle(1);
        Refuses(good with { Envelope = good.Envelope with { Signature = _log.SealKey.Sign("other"u8) } }, "signature does not match");
    }

    [Fact]
    public void It_refuses_a_proof_hash_that_was_changed() =>
        Refuses(WithProof(p => p with { Hashes = [new byte[32], .. p.Hashes.Skip(1)] }), "calculated root");

    [Fact]
    public void It_refuses_an_entry_at_another_place() =>
        Refuses(WithProof(p => p with { LogIndex = p.LogIndex - 1 }), "calculated root");

    [Fact]
    public void It_refuses_the_checkpoint_of_another_log()
    {
        using var other = new SealedLog();
        Refuses(WithProof(p => p with { Checkpoint = other.Bundle(1).Entry.Proof.Checkpoint }), "checkpoint");
    }

    // Why bundles leave the signatures of witnesses out.
    [Fact]
    public void It_refuses_a_checkpoint_that_a_witness_signed_too()
    {
        using var witness = NoteSigner.Create("witness.test");
        var both = Encoding.UTF8.GetString(_log.Checkpoint(SealedLog.Origin, witness).Encode());
        Refuses(WithProof(p => p with { Checkpoint = both }), "checkpoint did not verify", ours: false);
        Accepts(_log.Bundle(1, _log.Checkpoint(SealedLog.Origin, witness)));
    }

    [Fact]
    public void It_refuses_a_whole_log_of_somebody_else()
    {
        using var other = new SealedLog();
        Refuses(other.Bundle(1), "not enough verified log entries");
    }

    [Fact]
    public void It_refuses_a_time_that_the_log_did_not_sign()
    {
        var good = _log.Bundle(1);
        Refuses(good with { Entry = good.Entry with { IntegratedTime = good.Entry.IntegratedTime + 1 } }, "not enough verified log entries");
    }

    [Fact]
    public void It_refuses_another_key()
    {
        using var mallory = NoteSigner.Create("seals.log.test");
        Write("seal.pub", Encoding.ASCII.GetBytes(mallory.Key.Pem));
        Refuses(_log.Bundle(1), "does not match", ours: false);
    }

    [Fact]
    public void It_refuses_a_statement_of_another_kind()
    {
        var (code, said) = Cosign.Verify(Save(_log.Bundle(1)), "bundle.json", "envelope.json", "--key", "seal.pub", "--type", "https://example.test/other/v1");
        Assert.NotEqual(0, code);
        Assert.Contains("predicate type", said, StringComparison.OrdinalIgnoreCase);
    }

    private void Accepts(SigstoreBundle bundle, string blob = "envelope.json")
    {
        var (code, said) = Verify(bundle, blob);
        Assert.True(code == 0, said);
        Assert.Contains("Verified OK", said, StringComparison.Ordinal);
    }

    // That it accepts the good one with the same files is the other half of each test.
    private void Refuses(SigstoreBundle bundle, string why, bool ours = true)
    {
        var (code, said) = Verify(bundle, "envelope.json");
        Assert.Equal(1, code);
        Assert.Contains(why, said, StringComparison.Ordinal);
        if (ours)
        {
            Assert.NotNull(_log.Verifier.FaultOf(File.ReadAllBytes(Path.Combine(_folder.Path, "envelope.json")), bundle));
        }
    }

    private (int Code, string Said) Verify(SigstoreBundle bundle, string blob) =>
        Cosign.Verify(Save(bundle), "bundle.json", blob, "--key", "seal.pub", "--type", BatchStatement.PredicateType);

    private string Save(SigstoreBundle bundle)
    {
        Write("bundle.json", bundle.ToJson());
        return _folder.Path;
    }

    private SigstoreBundle WithProof(Func<InclusionProof, InclusionProof> change)
    {
        var good = _log.Bundle(1);
        return good with { Entry = good.Entry with { Proof = change(good.Entry.Proof) } };
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder.Path, name), bytes);
}
