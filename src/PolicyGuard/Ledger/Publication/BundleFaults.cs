using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Ledger.Publication;

/// <summary>Collects what is wrong with a bundle; only so much is listed.</summary>
internal sealed class BundleFaults
{
    private readonly List<BundleFault> _list = [];

    /// <summary>What is listed.</summary>
    public IReadOnlyList<BundleFault> Listed => _list;

    /// <summary>Faults beyond those listed.</summary>
    public long NotListed { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(long line, Tampering kind, long index, string message)
    {
        if (_list.Count < BundleReport.MostFaults)
        {
            _list.Add(new BundleFault(line, kind, index, message));
        }
        else
        {
            NotListed++;
        }
    }
}
