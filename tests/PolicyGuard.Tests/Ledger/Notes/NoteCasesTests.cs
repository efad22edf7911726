using System.Text;
using PolicyGuard.Ledger.Notes;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Ledger.Notes;

/// <summary>Keys, notes, checkpoints, proofs and chains that <c>openssl</c> signed: <c>spec/notes</c>.</summary>
public sealed class NoteCasesTests
{
    [Fact]
    public void Keys_are_read_in_one_spelling() => All("keys", 20, c =>
    {
        var read = NoteKey.TryParse(c.Scalar("vkey"), out var key, out var fault);
        Refused(c, read, fault);
        if (key is not null)
        {
            Assert.Equal((c.Scalar("name"), c.Scalar("id"), c.Scalar("vkey")), (key.Name, $"{key.Id:x8}", key.ToString()));
        }
    });

    [Fact]
    public void Signatures_hold_where_openssl_says_so_and_are_spelled_in_one_way() => All("signatures", 20, c =>
        Assert.Equal(c.Scalar("holds") == "true", Key(c.Scalar("vkey")!).Verify(Encoding.UTF8.GetBytes(c.Scalar("text")!), Convert.FromHexString(c.Scalar("signature")!))));

    [Fact]
    public void Notes_are_believed_where_a_known_key_signed_them() => All("notes", 50, c =>
    {
        var bytes = Encoding.UTF8.GetBytes(c.Scalar("note")!);
        var read = SignedNote.TryParse(bytes, out var note, out var fault);
        Refused(c, read, fault);
        if (note is null)
        {
            return;
        }

        Assert.Equal(bytes, note.Encode());
        var verdict = note.Verify(Keys(c));
        Assert.Equal(c.Scalar("reject") is null, verdict.IsAccepted);
        Assert.Contains(c.Scalar("reject") ?? "", verdict.Fault ?? "", StringComparison.Ordinal);
        Assert.Equal(Texts(c, "signed_by"), verdict.SignedBy.Select(k => k.Name));
    });

    [Fact]
    public void Checkpoints_are_read_in_one_spelling() => All("checkpoints", 30, c =>
    {
        var read = Checkpoint.TryParse(c.Scalar("text"), out var checkpoint, out var fault);
        Refused(c, read, fault);
        if (checkpoint is not null)
        {
            Assert.Equal((c.Scalar("origin"), c.Scalar("size")), (checkpoint.Origin, $"{checkpoint.Size}"));
            Assert.Equal(c.Scalar("root"), Convert.ToHexStringLower(checkpoint.Root.Span));
            Assert.Equal(Texts(c, "extensions"), checkpoint.Extensions);
            Assert.Equal(c.Scalar("text"), checkpoint.Text);
        }
    });

    [Fact]
    public void Proofs_prove_one_entry_at_one_place_in_one_log() => All("proofs", 30, c =>
    {
        var bytes = Encoding.UTF8.GetBytes(c.Scalar("proof")!);
        var read = LogProof.TryParse(bytes, out var proof, out var fault);
        Refused(c, read, fault);
        if (proof is not null)
        {
            Assert.Equal(bytes, proof.Encode());
            Assert.Equal(c.Scalar("holds") == "true", proof.Verify(Convert.FromHexString(c.Scalar("leaf")!), Keys(c), c.Scalar("origin")!, out fault));
            Assert.Contains(c.Scalar("reject") ?? "", fault ?? "", StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Chains_are_whole_or_refused_at_the_link_that_is_wrong() => All("chains", 30, c =>
    {
        var read = KeyChain.TryParse([.. Texts(c, "links")], out var chain, out var fault);
        Refused(c, read, fault);
        if (chain is not null)
        {
            Assert.Equal(Texts(c, "keys"), chain.Keys.Select(k => $"{k.From} {k.Key.Name} {k.Key.Id:x8}"));
            Assert.Equal(Texts(c, "links"), chain.Encoded);
        }
    });

    private static void All(string file, int least, Action<YamlMappingNode> test)
    {
        var cases = Spec.Cases($"notes/{file}.yaml").ToList();
        Assert.True(cases.Count >= least, $"{file}: {cases.Count}");
        foreach (var c in cases)
        {
            try
            {
                test(c);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{file}: {c.Scalar("name") ?? c.Scalar("vkey")}: {e.Message}", e);
            }
        }
    }

    private static void Refused(YamlMappingNode c, bool read, string? fault)
    {
        Assert.True(read == (c.Scalar("refuse") is null), fault ?? "it was read");
        Assert.Contains(c.Scalar("refuse") ?? "", fault ?? "", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(YamlMappingNode c, string key) => c.List(key)?.Select(n => ((YamlScalarNode)n).Value!) ?? [];

    private static IEnumerable<NoteKey> Keys(YamlMappingNode c) => Texts(c, "keys").Select(Key);

    private static NoteKey Key(string vkey) => NoteKey.TryParse(vkey, out var key, out var fault) ? key : throw new InvalidOperationException(fault);
}
