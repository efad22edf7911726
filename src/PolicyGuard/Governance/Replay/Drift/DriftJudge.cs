using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>Says why replays of a call came out otherwise than the recorded run, by evidence. Pure.</summary>
public static class DriftJudge
{
    /// <summary>Compares.</summary>
    /// <param name="compared">The recorded run and the new ones.</param>
    /// <exception cref="ArgumentException">There is no new run.</exception>
    public static DriftReport Judge(DriftCase compared)
    {
        ArgumentNullException.ThrowIfNull(compared);
        var (recorded, runs) = (compared.Recorded, compared.Runs);
        if (runs.Count == 0)
        {
            throw new ArgumentException("there is nothing to compare the record with", nameof(compared));
        }

        var notes = new List<string>();
        if (compared.PolicySetChanged)
        {
            notes.Add("another policy set decides than then");
        }

        if (runs.All(run => Same(run, recorded)))
        {
            if (compared.DefinitionChanged)
            {
                notes.Add("the tool is defined otherwise than then");
            }

            return new DriftReport(DriftWord.Identical, [], notes, 0);
        }

        var evidence = new List<DriftEvidence>();
        Beside(compared, evidence);
        var more = Outputs(recorded, runs, evidence, notes);
        if (evidence.Count == 0 && more == 0)
        {
            // Digests differ and values do not: another order of members, other blanks.
            notes.Add("the same value in other bytes");
            return new DriftReport(DriftWord.Identical, [], notes, 0);
        }

        return new DriftReport(evidence.Max(static e => e.Word), evidence, notes, more);
    }

    private static bool Same(ReplaySample run, ReplaySample recorded) => run.Failure == recorded.Failure && run.OutputSha256 == recorded.OutputSha256;

    private static void Beside(DriftCase compared, List<DriftEvidence> evidence)
    {
        if (compared.DefinitionChanged)
        {
            evidence.Add(new DriftEvidence("", DriftWord.EnvironmentChanged, "the tool is defined otherwise than then", []));
        }

        if (compared.EnvironmentChanged)
        {
            evidence.Add(new DriftEvidence("", DriftWord.EnvironmentChanged, "the surroundings have another digest than then", []));
        }

        ReplaySample[] all = [compared.Recorded, .. compared.Runs];
        var failures = all.Select(static sample => sample.Failure ?? "answered").ToList();
        if (failures.Distinct(StringComparer.Ordinal).Count() > 1)
        {
            // What died or answered garbage was reached.
            var unreached = all.All(static sample => sample.Failure is null or Reasons.UpstreamTimeout or Reasons.UpstreamUnreachable);
            evidence.Add(new DriftEvidence(
                "", unreached ? DriftWord.Network : DriftWord.Unknown, unreached ? "the upstream was not reached in time in some runs" : "the upstream failed in some runs", failures));
        }
    }

    private static int Outputs(ReplaySample recorded, IReadOnlyList<ReplaySample> runs, List<DriftEvidence> evidence, List<string> notes)
    {
        var answered = runs.Where(static run => run.Failure is null && !run.Output.IsEmpty).ToList();
        var kept = recorded is { Failure: null, Output.IsEmpty: false };
        if (recorded.Failure is null && !kept)
        {
            notes.Add("the recorded output was not kept, only its digest; audit.keep_results: sealed keeps it");
        }

        var agree = answered.Count == runs.Count && runs.Select(static run => run.OutputSha256).Distinct(StringComparer.Ordinal).Count() == 1;
        if (agree && !kept && recorded.Failure is null)
        {
            evidence.Add(runs.Count > 1
                ? new DriftEvidence("", DriftWord.EnvironmentChanged, "the replays agree with each other, and the record has another digest", [recorded.OutputSha256, runs[0].OutputSha256])
                : new DriftEvidence("", DriftWord.Unknown, "one run cannot show what changes from run to run; replay it more times", [recorded.OutputSha256, runs[0].OutputSha256]));
            return 0;
        }

        List<ReplaySample> samples = kept ? [recorded, .. answered] : answered;
        if (samples.Count < 2)
        {
            return 0;
        }

        try
        {
            var compare = new OutputCompare(samples, kept);
            compare.Run();
            evidence.AddRange(compare.Evidence);
            return compare.More;
        }
        catch (JsonException)
        {
            evidence.Add(new DriftEvidence("", DriftWord.Unknown, "an output that is not JSON", []));
            return 0;
        }
    }
}
