namespace PolicyGuard.Ledger.Verification;

/// <summary>Collects what is wrong: entries beside each other with the same fault are one, and only so many are listed.</summary>
internal sealed class Faults
{
    private readonly List<Fault> _list = [];
    private long _more;

    /// <summary>Entries that some fault concerns.</summary>
    public long BadEntries { get; private set; }

    /// <summary>Faults beyond those listed.</summary>
    public long NotListed => _more;

    /// <summary>Whether there are none.</summary>
    public bool None => _list.Count == 0;

    /// <summary>The first entries first.</summary>
    public IReadOnlyList<Fault> Listed => [.. _list.OrderBy(static fault => fault.First < 0 ? long.MaxValue : fault.First)];

    /// <summary>Adds one.</summary>
    /// <param name="kind">What was done.</param>
    /// <param name="first">The first entry.</param>
    /// <param name="end">The entry behind the last one.</param>
    /// <param name="message">What was seen.</param>
    /// <param name="bad">Whether the entries themselves are not what they were; not so where only something beside them is wrong.</param>
    public void Add(Tampering kind, long first, long end, string message, bool bad = true)
    {
        BadEntries += bad && first >= 0 ? end - first : 0;
        if (_list.Count > 0 && first >= 0 && _list[^1] is { } last && last.Kind == kind && last.End == first)
        {
            _list[^1] = last with { End = end };
        }
        else if (_list.Count < VerificationReport.MostFaults)
        {
            _list.Add(new Fault(kind, first, end, message));
        }
        else
        {
            _more++;
        }
    }
}
