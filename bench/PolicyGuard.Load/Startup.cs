using System.Diagnostics;

namespace PolicyGuard.Load;

/// <summary>From the start of a process to its first good answer, in ms, and what it holds in memory a while later.</summary>
/// <param name="Name">The program.</param>
/// <param name="Milliseconds">The median of several starts.</param>
/// <param name="ResidentIdle">Resident bytes two seconds after the last start, untouched.</param>
internal sealed record Startup(string Name, double Milliseconds, long ResidentIdle)
{
    /// <summary>Times the gateway and a bare Kestrel in turns.</summary>
    public static IReadOnlyList<Startup> Measure(Func<Child> bare, Func<Child>? gateway, int times)
    {
        var programs = new List<(string Name, Func<Child> Start, List<double> Times)> { ("bare Kestrel", bare, []) };
        if (gateway is not null)
        {
            programs.Add(("gateway", gateway, []));
        }

        for (var i = 0; i < times; i++)
        {
            foreach (var (_, start, spans) in programs)
            {
                var clock = Stopwatch.StartNew();
                using var child = start();
                child.WaitFor("/health");
                spans.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        return [.. programs.Select(p => new Startup(p.Name, p.Times.Median(), Idle(p.Start)))];
    }

    private static long Idle(Func<Child> start)
    {
        using var child = start();
        child.WaitFor("/health");
        Thread.Sleep(2000);
        return child.Resident;
    }
}
