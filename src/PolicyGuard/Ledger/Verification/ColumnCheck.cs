using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Envelopes;

namespace PolicyGuard.Ledger.Verification;

/// <summary>Holds the copies by which people search against what the entries say, and outcomes against the decisions that they refer to.</summary>
internal sealed class ColumnCheck(Faults faults)
{
    // By their number; made once, because they are compared with every entry.
    private static readonly byte[][] Kinds = [.. Enumerable.Range(0, (int)EntryKind.Sealed + 1).Select(static kind => Encoding.ASCII.GetBytes(((EntryKind)kind).Name()))];

    private static readonly byte[] LogSealed = Encoding.ASCII.GetBytes(Reasons.LogSealed);
    private static readonly byte[] LogPruned = Encoding.ASCII.GetBytes(Reasons.LogPruned);

    // Calls that were opened and not closed yet: what their outcome's copies have to say, by the index of the decision. Few at a time: those that
    // run, and those that a crash cut off.
    private readonly Dictionary<long, Open> _open = [];

    /// <summary>Calls that were opened and never closed.</summary>
    public long NeverClosed => _open.Count;

    /// <summary>The bound of <c>audit prune</c> that entries speak of.</summary>
    public long PrunedByEntries { get; private set; }

    /// <summary>Checks one row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="pruned">Entries before this index are gone.</param>
    /// <param name="head">What the entry says, for who looks at it next; empty where it says nothing.</param>
    public void Check(in RawEntry row, long pruned, out EntryHead head)
    {
        head = default;
        if (row.Kind == (long)EntryKind.Sealed)
        {
            // The entry is another format's, and must not be one of ours that somebody calls a seal so that nobody finds it.
            Require(
                RekorBody.TryRead(row.Json, out _) && row.Reason.SequenceEqual(LogSealed) && row.Agent.IsEmpty && row.CallId.IsEmpty && row.Target.IsEmpty && row.ActionType.IsEmpty && row.Effect.IsEmpty,
                row.Index, "kind");
            return;
        }

        try
        {
            head = EntryHead.Read(row.Json);
            Check(row, head, pruned);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Also where an escape names half a surrogate pair: no entry of ours does.
            head = default;
            faults.Add(Tampering.EntryChanged, row.Index, row.Index + 1, "the entry is not JSON that this program writes");
        }
    }

    private void Check(in RawEntry row, in EntryHead head, long pruned)
    {
        var kind = (EntryKind)row.Kind;
        Require(row.Kind is >= 0 and <= (long)EntryKind.Sealed && head.Kind.Is(Kinds[(int)kind]), row.Index, "kind");
        Require(Times.TryRead(head.AtBytes, out var at) && at == row.At / TimeSpan.TicksPerMicrosecond, row.Index, "time");
        Require(head.CallId.Is(row.CallId), row.Index, "call id");
        Require(head.Reason.IsEmpty ? IsImplied(kind, row.Reason) : head.Reason.Is(row.Reason), row.Index, "reason");
        if (kind == EntryKind.Closed)
        {
            CheckOutcome(row, head, pruned);
            return;
        }

        Require(head.Agent.Is(row.Agent), row.Index, "agent");
        Require(kind == EntryKind.Event ? head.Subject.Is(row.Target) : head.Target.Is(row.Target), row.Index, "target");
        // A list's entry did not always say its action type.
        Require(head.ActionType.Is(row.ActionType) || (kind == EntryKind.Listed && head.ActionType.IsEmpty), row.Index, "action type");
        Require(kind == EntryKind.Malformed ? row.Effect.SequenceEqual("deny"u8) : head.Effect.Is(row.Effect), row.Index, "effect");
        if (kind == EntryKind.Opened)
        {
            _open[row.Index] = Open.Of(row);
        }
        else if (kind == EntryKind.Event && head.Reason.Is(LogPruned) && long.TryParse(head.Subject.ToString(), out var bound))
        {
            PrunedByEntries = Math.Max(PrunedByEntries, bound);
        }
    }

    private void CheckOutcome(in RawEntry row, in EntryHead head, long pruned)
    {
        if (_open.Remove(head.Opened, out var open))
        {
            if (open.CallId != Open.Hash(row.CallId))
            {
                faults.Add(Tampering.OutcomeChanged, row.Index, row.Index + 1, $"the outcome belongs to another call than entry {head.Opened}, which it refers to", bad: false);
            }

            Require(open == Open.Of(row), row.Index, "agent, target, action type or effect");
        }
        else if (head.Opened >= pruned)
        {
            faults.Add(Tampering.OutcomeChanged, row.Index, row.Index + 1, $"the outcome refers to entry {head.Opened}, which is no decision without an outcome", bad: false);
        }
    }

    // What entries of these kinds do not spell, because it is always the same.
    private static bool IsImplied(EntryKind kind, ReadOnlySpan<byte> reason) => kind switch
    {
        EntryKind.Observed => reason.SequenceEqual(Encoding.ASCII.GetBytes(Reasons.Observed)),
        EntryKind.Listed => reason.SequenceEqual(Encoding.ASCII.GetBytes(Reasons.Listed)),
        _ => false,
    };

    private void Require(bool same, long index, string what)
    {
        if (!same)
        {
            faults.Add(Tampering.ColumnChanged, index, index + 1, $"the {what} by which the entry is found is not what the entry says", bad: false);
        }
    }

    // Seeded anew in each process: nobody can prepare two texts that look the same.
    private readonly record struct Open(int CallId, int Rest)
    {
        public static Open Of(in RawEntry row)
        {
            return new Open(Hash(row.CallId), HashCode.Combine(Hash(row.Agent), Hash(row.Target), Hash(row.ActionType), Hash(row.Effect)));
        }

        public static int Hash(ReadOnlySpan<byte> text)
        {
            var hash = new HashCode();
            hash.AddBytes(text);
            return hash.ToHashCode();
        }
    }
}
