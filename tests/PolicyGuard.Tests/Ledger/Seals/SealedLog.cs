using System.Text;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Seals;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Seals;

/// <summary>A log in memory with seals among other entries.</summary>
internal sealed class SealedLog : IDisposable
{
    public const string Origin = "log.test - 7";
    public static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private readonly List<byte[]> _leaves = [];

    public SealedLog(int seals = 3, int callsOfEach = 4, bool sealWithLogKey = false)
    {
        SealKey = sealWithLogKey ? LogKey : NoteSigner.Create("seals.log.test");
        for (var seal = 0; seal < seals; seal++)
        {
            var first = _leaves.Count;
            var calls = new List<SealedCall>();
            for (var i = 0; i < callsOfEach; i++)
            {
                Append(Encoding.UTF8.GetBytes($"entry {_leaves.Count}"));
                calls.Add(SealedCall.Of($"call_{seal}_{i}", Envelope(seal, i)));
            }

            var made = Seal.Sign(new BatchStatement(Origin, first, _leaves.Count, calls), SealKey);
            Seals.Add((made, _leaves.Count));
            Append(made.Leaf.Span);
        }

        Append("the last entry"u8);
    }

    public NoteSigner LogKey { get; } = NoteSigner.Create("log.test");

    public NoteSigner SealKey { get; }

    public List<(Seal Seal, long Index)> Seals { get; } = [];

    public SealVerifier Verifier => new(Origin, [LogKey.Key], [SealKey.Key]);

    public SignedNote Checkpoint(string origin = Origin, params NoteSigner[] more) =>
        SignedNote.Sign(new PolicyGuard.Ledger.Notes.Checkpoint(origin, _leaves.Count, Root(_leaves)).Text, [LogKey, .. more]);

    public SigstoreBundle Bundle(int seal, SignedNote? checkpoint = null) =>
        Seals[seal].Seal.ToBundle(Seals[seal].Index, Path((int)Seals[seal].Index, _leaves), checkpoint ?? Checkpoint(), LogKey.Key, Time, Seals[seal].Seal.Promise(Seals[seal].Index, Time, LogKey));

    public static byte[] Envelope(int seal, int call) => Encoding.UTF8.GetBytes($$"""{"call_id":"call_{{seal}}_{{call}}","status":"done"}""");

    public void Dispose()
    {
        LogKey.Dispose();
        SealKey.Dispose();
    }

    private void Append(ReadOnlySpan<byte> entry) => _leaves.Add(TreeHash.Leaf(entry));

    // The definitions of RFC 6962 §2.1, as they stand there.
    private static byte[] Root(List<byte[]> leaves)
    {
        if (leaves.Count == 1)
        {
            return leaves[0];
        }

        var node = new byte[32];
        TreeHash.Node(Root(leaves[..Half(leaves.Count)]), Root(leaves[Half(leaves.Count)..]), node);
        return node;
    }

    private static List<ReadOnlyMemory<byte>> Path(int index, List<byte[]> leaves)
    {
        var half = leaves.Count == 1 ? 0 : Half(leaves.Count);
        return half == 0 ? []
            : index < half ? [.. Path(index, leaves[..half]), Root(leaves[half..])]
            : [.. Path(index - half, leaves[half..]), Root(leaves[..half])];
    }

    private static int Half(int count)
    {
        var half = 1;
        while (half * 2 < count)
        {
            half *= 2;
        }

        return half;
    }
}
