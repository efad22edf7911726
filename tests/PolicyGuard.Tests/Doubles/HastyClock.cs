using System.Collections.Concurrent;
using PolicyGuard.Backends.Shipping;

namespace PolicyGuard.Tests.Doubles;

/// <summary>A clock on which every wait is over at once, and which remembers how long it should have been. Who ends has all the time it asks for.</summary>
internal sealed class HastyClock : TimeProvider
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);

    /// <summary>The waits, apart from looking again whether there is something to do.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    /// <summary>Whether ending is in haste too.</summary>
    public bool EvenAtTheEnd { get; init; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan || (!EvenAtTheEnd && (dueTime == Shipper.LastAttempt || dueTime == Shipper.LastAttempt * 2)))
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        if (dueTime != Shipper.Poll)
        {
            Waits.Enqueue(dueTime);
        }

        return base.CreateTimer(callback, state, AtOnce, period);
    }
}
