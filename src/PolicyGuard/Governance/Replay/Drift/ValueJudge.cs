using System.Globalization;

namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>Says of values that stand at one place of several outputs why they differ, by what they are and how they move.</summary>
/// <param name="samples">The runs to which the values belong, in their order.</param>
/// <param name="recorded">Whether the first of them is the recorded one.</param>
internal sealed class ValueJudge(IReadOnlyList<ReplaySample> samples, bool recorded)
{
    private const int ManyDigits = 8;

    // A server's clock may be wrong and its zone another one: within a day it is about now all the same.
    private static readonly TimeSpan About = TimeSpan.FromHours(26);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>Judges texts or numbers.</summary>
    /// <param name="values">One for each sample.</param>
    /// <param name="numbers">Whether they are JSON numbers.</param>
    /// <param name="besidePath">Whether a path stands beside them in the same object, the same in all samples.</param>
    public (DriftWord Word, string What) Judge(IReadOnlyList<string> values, bool numbers, bool besidePath)
    {
        var times = values.Select(Moments.Read).ToList();
        if (times.TrueForAll(static time => time is not null))
        {
            var moments = times.ConvertAll(static time => time!.Value);
            if (MovesWithRuns(moments))
            {
                return (DriftWord.Clock, moments[0].OfDay ? "a time of day that moves with the runs" : "a time near the runs that moves with them");
            }

            if (!AgreesAgainstRecord(values) && besidePath)
            {
                return (DriftWord.Filesystem, "a time beside an unchanged path, not that of the runs: a file was changed meanwhile");
            }
        }

        // Whatever it is: what stays the same in all replays was not made anew by each.
        if (AgreesAgainstRecord(values))
        {
            return (DriftWord.EnvironmentChanged, "the replays agree, and the record has another value");
        }

        return (numbers ? Number(values, besidePath) : Text(values)) ?? (DriftWord.Unknown, numbers ? "a number" : "a text");
    }

    private (DriftWord, string)? Text(IReadOnlyList<string> values)
    {
        if (values.All(Shapes.Path))
        {
            return (DriftWord.Filesystem, "a path");
        }

        var ids = values.Select(Shapes.Id).Distinct().ToList();
        if (ids is [{ } id] && values.Select(Shapes.Form).Distinct().Count() == 1 && AllNew(values))
        {
            return (DriftWord.Randomness, $"{id}, new each time");
        }

        var places = values.Select(Shapes.Authority).ToList();
        return places.TrueForAll(static place => place is not null) && places.Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1
            ? (DriftWord.Network, "another place in the network")
            : Parsed(values) is { } numbers ? Number(numbers, besidePath: false) : null;
    }

    private (DriftWord, string)? Number(IReadOnlyList<string> values, bool besidePath)
    {
        if (besidePath)
        {
            return (DriftWord.Filesystem, "a number beside an unchanged path: a size, an inode or the like");
        }

        var numbers = values.Select(static value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        if (numbers.Exists(double.IsNaN))
        {
            return null;
        }

        if (Unit(numbers) is { } unit)
        {
            return (DriftWord.Clock, $"a duration in {unit} that goes with how long each run took");
        }

        if (numbers.Zip(numbers.Skip(1)).All(static pair => pair.Second - pair.First is > 0 and <= 1000 && double.IsInteger(pair.First) && double.IsInteger(pair.Second)))
        {
            return (DriftWord.Unknown, "a number that goes up with each run: something counts");
        }

        return AllNew(values) && values.All(static value => value.Count(char.IsAsciiDigit) >= ManyDigits) && !numbers.SequenceEqual(numbers.Order()) | Fractions(numbers)
            ? (DriftWord.Randomness, $"a number of {values.Max(static value => value.Count(char.IsAsciiDigit))} digits, new each time")
            : null;
    }

    private static bool Fractions(List<double> numbers) => numbers.TrueForAll(static n => n is > 0 and < 1);

    private static IReadOnlyList<string>? Parsed(IReadOnlyList<string> values) =>
        values.All(static value => value.Length < 40 && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? values : null;

    // Each time is about its run, and from sample to sample as much passes there as here.
    private bool MovesWithRuns(List<Moment> times)
    {
        for (var i = 0; i < times.Count; i++)
        {
            if (!times[i].OfDay && (times[i].At - samples[i].At).Duration() > About)
            {
                return false;
            }

            var there = times[i].At - times[0].At;
            var here = samples[i].At - samples[0].At;
            var off = (there - here).Duration();
            off = times[i].OfDay ? TimeSpan.FromTicks(Math.Min(off.Ticks % TimeSpan.TicksPerDay, TimeSpan.TicksPerDay - (off.Ticks % TimeSpan.TicksPerDay))) : off;
            if (off > Slack + times[i].Unit + samples[i].Took + samples[0].Took)
            {
                return false;
            }
        }

        return true;
    }

    // What a server measured of its own work is most of what we waited, and never more.
    private string? Unit(List<double> numbers)
    {
        foreach (var (unit, seconds) in new[] { ("seconds", 1.0), ("milliseconds", 1e-3), ("microseconds", 1e-6), ("nanoseconds", 1e-9) })
        {
            if (numbers.Zip(samples).All(pair => pair.First > 0 && pair.First * seconds <= pair.Second.Took.TotalSeconds && pair.First * seconds >= pair.Second.Took.TotalSeconds * 0.4))
            {
                return unit;
            }
        }

        return null;
    }

    private bool AgreesAgainstRecord(IReadOnlyList<string> values) =>
        recorded && values.Count > 2 && values.Skip(1).Distinct(StringComparer.Ordinal).Count() == 1 && values[0] != values[1];

    private static bool AllNew(IReadOnlyList<string> values) => values.Distinct(StringComparer.Ordinal).Count() == values.Count;
}
