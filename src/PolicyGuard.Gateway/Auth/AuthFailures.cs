using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Auth;

/// <summary>
/// Writes down who failed to prove who they are: per address a few entries a second and a count of the rest, and a bound over all
/// addresses, so that a flood fills neither the log nor our memory.
/// </summary>
internal sealed class AuthFailures : IAsyncDisposable
{
    private const int PerSecond = 5;
    private const int PerSecondOfAll = 50;
    private const int MostAddresses = 4096;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Gate.Gate _gate;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<IPAddress, Count> _counts = new();
    private readonly Count _rest;
    private readonly Count _all;
    private readonly ITimer _sweep;

    public AuthFailures(Gate.Gate gate, TimeProvider time)
    {
        (_gate, _time, _rest, _all) = (gate, time, new Count(time), new Count(time));
        _sweep = time.CreateTimer(static failures => _ = ((AuthFailures)failures!).SweepAsync(), this, SweepEvery, SweepEvery);
    }

    /// <summary>Notes a failure; writes it, or counts it.</summary>
    public ValueTask NoteAsync(HttpContext http, string where, Refusal refusal)
    {
        var address = Network(http.Connection.RemoteIpAddress ?? IPAddress.None);
        var count = _counts.TryGetValue(address, out var known) ? known
            : _counts.Count < MostAddresses ? _counts.GetOrAdd(address, _ => new Count(_time))
            : _rest;
        return count.Take(PerSecond, out var left) && _all.Take(PerSecondOfAll, out _)
            ? _gate.RecordMalformedAsync(refusal.Reason, $"{refusal.Message} (from {address}{More(left)})", where, Caller.Anonymous)
            : Left(count, left);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync().ConfigureAwait(false);
        await SweepAsync().ConfigureAwait(false);
    }

    private static ValueTask Left(Count count, long left)
    {
        count.PutBack(left + 1);
        return default;
    }

    private async Task SweepAsync()
    {
        foreach (var (address, count) in _counts)
        {
            await TellAsync(address.ToString(), count).ConfigureAwait(false);
            if (count.IsIdle)
            {
                _counts.TryRemove(address, out _);
            }
        }

        await TellAsync("other addresses", _rest).ConfigureAwait(false);
    }

    private async ValueTask TellAsync(string address, Count count)
    {
        if (count.TakeLeft() is > 0 and var left)
        {
            await _gate.RecordMalformedAsync(Reasons.AuthInvalid, $"{left} more requests from {address} proved nothing", "/mcp", Caller.Anonymous).ConfigureAwait(false);
        }
    }

    private static string More(long left) => left > 0 ? $"; {left} more before it" : "";

    // Whoever has one address of IPv6 has a network of them.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private sealed class Count(TimeProvider time)
    {
        private long _since = time.GetTimestamp();
        private int _taken;
        private long _left;

        /// <summary>Whether nothing happened for a while.</summary>
        public bool IsIdle
        {
            get
            {
                lock (this)
                {
                    return _left == 0 && time.GetElapsedTime(_since) > SweepEvery;
                }
            }
        }

        /// <summary>Takes one of so many a second; with it what was left out before.</summary>
        public bool Take(int perSecond, out long left)
        {
            lock (this)
            {
                left = 0;
                if (time.GetElapsedTime(_since) >= Second)
                {
                    (_since, _taken) = (time.GetTimestamp(), 0);
                }

                if (_taken >= perSecond)
                {
                    return false;
                }

                _taken++;
                (left, _left) = (_left, 0);
                return true;
            }
        }

        /// <summary>Counts what was left out.</summary>
        public void PutBack(long left)
        {
            lock (this)
            {
                _left += left;
            }
        }

        /// <summary>Takes what was left out.</summary>
        public long TakeLeft()
        {
            lock (this)
            {
                var left = _left;
                _left = 0;
                return left;
            }
        }
    }
}
