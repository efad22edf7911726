using System.Globalization;

namespace PolicyGuard.Bench;

/// <summary>Collects the rounds of each measurement and prints the median of their percentiles.</summary>
internal sealed class LedgerTable
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, List<LedgerBench.Series>> _rounds = [];

    internal void Add(string name, LedgerBench.Series series)
    {
        if (_rounds.TryAdd(name, []))
        {
            _names.Add(name);
        }

        _rounds[name].Add(series);
    }

    internal void Print()
    {
        Console.WriteLine($"{"",-40}{"p50 µs",10}{"p99 µs",10}{"records/s",12}");
        foreach (var name in _names)
        {
            var rounds = _rounds[name];
            var (middle, tail) = (Median(rounds, s => Percentile(s, 0.50)), Median(rounds, s => Percentile(s, 0.99)));
            var rate = Median(rounds, s => s.Microseconds.Length / s.Total.TotalSeconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40}{middle,10:0.0}{tail,10:0.0}{rate,12:0}"));
        }
    }

    private static double Percentile(LedgerBench.Series series, double part) =>
        series.Microseconds.Order().ElementAt((int)(part * (series.Microseconds.Length - 1)));

    private static double Median(List<LedgerBench.Series> rounds, Func<LedgerBench.Series, double> figure) =>
        rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
}
