namespace PolicyGuard.Ledger.Verification;

/// <summary>Holds the spans of time by which entries are found against the entries: a span that is too narrow hides a block from those who ask for a time.</summary>
internal sealed class TimeCheck(ILogScan scan, Faults faults)
{
    private long _earliest = long.MaxValue;
    private long _latest = long.MinValue;
    private long _seen;

    /// <summary>Looks at an entry.</summary>
    public void See(long index, long at)
    {
        (_earliest, _latest, _seen) = (Math.Min(_earliest, at), Math.Max(_latest, at), _seen + 1);
        if ((index + 1) % Checkpoints.LogExtent.PruneUnit != 0)
        {
            return;
        }

        // Where entries are missing the span cannot be told, and that they are was.
        if (_seen == Checkpoints.LogExtent.PruneUnit && !scan.HasSpan(index / Checkpoints.LogExtent.PruneUnit, _earliest, _latest))
        {
            faults.Add(Tampering.ColumnChanged, index + 1 - _seen, index + 1, "the span of time by which these entries are found is not theirs", bad: false);
        }

        (_earliest, _latest, _seen) = (long.MaxValue, long.MinValue, 0);
    }
}
