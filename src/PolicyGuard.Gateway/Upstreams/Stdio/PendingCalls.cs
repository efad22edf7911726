using System.Diagnostics.CodeAnalysis;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>The requests that a child has yet to answer. Whoever takes a call out ends it; nobody else may.</summary>
internal sealed class PendingCalls
{
    // Progress of tasks goes on under the token of the request that started them; this many such tokens are remembered.
    private const int MostEnded = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, PendingCall> _open = [];
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _endedTokens = [];
    private readonly Queue<long> _endedOrder = new();
    private bool _closed;
    private string? _client;
    private bool _several;

    /// <summary>Adds a call.</summary>
    /// <returns>False where the child is gone.</returns>
    internal bool TryAdd(PendingCall call)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                _open.Add(call.WireId, call);
                _several |= call.Client is { } client && client != (_client ??= client);
            }

            return !_closed;
        }
    }

    /// <summary>Takes a call out.</summary>
    internal bool TryTake(long wireId, [NotNullWhen(true)] out PendingCall? call)
    {
        lock (_lock)
        {
            return _open.Remove(wireId, out call);
        }
    }

    /// <summary>The call that the client knows by this id, where there is exactly one: of two nobody knows which is meant.</summary>
    internal PendingCall? FindByClientId(ReadOnlySpan<byte> id)
    {
        lock (_lock)
        {
            PendingCall? found = null;
            foreach (var call in _open.Values)
            {
                if (call.Request.Id.Span.SequenceEqual(id))
                {
                    if (found is not null)
                    {
                        return null;
                    }

                    found = call;
                }
            }

            return found;
        }
    }

    /// <summary>The call, while it is open.</summary>
    internal PendingCall? Find(long wireId)
    {
        lock (_lock)
        {
            return _open.GetValueOrDefault(wireId);
        }
    }

    /// <summary>The one call that is open, not counting those that only listen; null where there is none or more than one.</summary>
    internal PendingCall? Only()
    {
        lock (_lock)
        {
            PendingCall? only = null;
            foreach (var call in _open.Values)
            {
                if (!call.IsListening)
                {
                    if (only is not null)
                    {
                        return null;
                    }

                    only = call;
                }
            }

            return only;
        }
    }

    /// <summary>The same, where the child has worked for no other client in its life: what it says of nobody may be left over from another's call.</summary>
    internal PendingCall? OnlyOfOne()
    {
        lock (_lock)
        {
            return _several ? null : Only();
        }
    }

    /// <summary>The calls that are open at this moment.</summary>
    internal PendingCall[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _open.Values];
        }
    }

    /// <summary>Takes all calls out and lets none in any more.</summary>
    internal PendingCall[] Close()
    {
        lock (_lock)
        {
            _closed = true;
            PendingCall[] left = [.. _open.Values];
            _open.Clear();
            return left;
        }
    }

    /// <summary>Remembers the client's progress token of a call that ended but may go on as a task.</summary>
    internal void KeepToken(PendingCall call)
    {
        lock (_lock)
        {
            if (_endedOrder.Count == MostEnded)
            {
                _endedTokens.Remove(_endedOrder.Dequeue());
            }

            _endedTokens[call.WireId] = call.Request.ProgressToken;
            _endedOrder.Enqueue(call.WireId);
        }
    }

    /// <summary>The client's progress token of a call that ended; empty where it is not remembered.</summary>
    internal ReadOnlyMemory<byte> EndedToken(long wireId)
    {
        lock (_lock)
        {
            return _endedTokens.GetValueOrDefault(wireId);
        }
    }
}
