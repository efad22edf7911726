using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>The part of an entry that says what intent had to do with it. Names are bounded; together they stay under 4 KiB.</summary>
internal static class IntentPart
{
    private const int Latest = 5;
    private const int Name = 512;

    /// <summary>Writes <c>intent</c>; nothing where none is declared for the call.</summary>
    public static void Write(CanonicalJsonWriter w, IntentFacts? facts)
    {
        if (facts is not { Verdict: { Policy: { } policy } verdict })
        {
            return;
        }

        w.Name("intent").BeginObject();
        if (facts.Set.LooksBack || facts.Path.Moves > 0)
        {
            w.Name("latest").BeginArray();
            foreach (var step in facts.Path.Steps.Take(Latest))
            {
                w.String(EntryParts.Safe(step.Upstream is null ? step.Tool.Full : $"{step.Upstream}/{step.Tool.Full}", Name));
            }

            w.EndArray().Name("moves").Number(facts.Path.Moves);
        }

        w.Name("policy").String(EntryParts.Cut(policy, Name));
        w.Optional("reason", verdict.Reason);
        w.Name("set").String(facts.Set.Hash).Name("verdict").String(verdict.Stand.Name()).EndObject();
    }
}
