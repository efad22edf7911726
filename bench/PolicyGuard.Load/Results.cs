namespace PolicyGuard.Load;

/// <summary>All that one run measured.</summary>
internal sealed record Results(LoadOptions Options, IReadOnlyList<Row> Rows, double SyncP50, double SyncP99, IReadOnlyList<Startup> Starts, IReadOnlyList<Memory> Loaded);

/// <summary>Resident bytes of a program after the load.</summary>
internal sealed record Memory(string Name, long Resident);

/// <summary>One target at one number of connections: medians over the rounds, times in µs.</summary>
/// <param name="Target">What was called.</param>
/// <param name="Connections">How many clients at once.</param>
/// <param name="P50">Median time of a call.</param>
/// <param name="P99">The time that one call in a hundred exceeds.</param>
/// <param name="AddedP50">How much longer than direct, compared within each round.</param>
/// <param name="AddedP99">The same of <paramref name="P99"/>.</param>
/// <param name="CallsPerSecond">Throughput.</param>
/// <param name="Ratio">Throughput over direct throughput, within each round.</param>
/// <param name="CpuMicros">CPU time of the process between for each call; 0 for direct calls.</param>
/// <param name="CpuOverProxy">That over the raw proxy's, within each round.</param>
internal sealed record Row(
    string Target, int Connections, double P50, double P99, double AddedP50, double AddedP99, double CallsPerSecond, double Ratio, double CpuMicros, double CpuOverProxy)
{
    /// <summary>Sums up the rounds of one target; <paramref name="direct"/> and <paramref name="proxy"/> are of the same rounds.</summary>
    public static Row Of(string target, int connections, IReadOnlyList<Series> rounds, IReadOnlyList<Series> direct, IReadOnlyList<Series> proxy)
    {
        double Paired(IReadOnlyList<Series> other, Func<Series, Series, double> compare) => rounds.Zip(other, compare).Median();
        return new Row(target, connections,
            rounds.Select(r => r.P50).Median(),
            rounds.Select(r => r.P99).Median(),
            Paired(direct, (r, d) => r.P50 - d.P50),
            Paired(direct, (r, d) => r.P99 - d.P99),
            rounds.Select(r => r.CallsPerSecond).Median(),
            Paired(direct, (r, d) => r.CallsPerSecond / d.CallsPerSecond),
            rounds.Select(r => r.CpuMicrosPerCall).Median(),
            Paired(proxy, (r, p) => r.CpuMicrosPerCall / p.CpuMicrosPerCall));
    }
}
