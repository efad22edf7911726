namespace PolicyGuard.Flows;

/// <summary>
/// What a flow remembers: the fold over its events. Bounded by <see cref="FlowLimits"/>: two generations of fingerprints, of which the older fades
/// when the younger is full: then it is only known that something was other people's words, that it spoke to the agent, or that it is
/// confidential, and no longer from where. The request is kept apart and never forgotten. Safe for several threads.
/// </summary>
public sealed class FlowMemory
{
    private readonly Lock _lock = new();
    private readonly FlowLimits _limits;
    private readonly HashSet<ulong> _request = [];
    private readonly Dictionary<ulong, byte[]> _tails = [];
    private Generation _young = new();
    private Generation _old = new();
    private readonly HashSet<ulong> _vouched = [];
    private FadedPrints? _words;
    private FadedPrints? _instructed;
    private FadedPrints? _confidential;

    /// <summary>An empty memory.</summary>
    public FlowMemory(FlowLimits limits) => _limits = limits;

    /// <summary>Whether nothing came into the flow yet that could steer a call.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Whether the user's request is known.</summary>
    public bool HasRequest { get; private set; }

    /// <summary>Whether anything was dropped for want of room so that nothing is left of it.</summary>
    public bool Forgot { get; private set; }

    /// <summary>Whether anything confidential came in.</summary>
    public bool HasConfidential { get; private set; }

    /// <summary>The signs of all events together.</summary>
    public FlowSigns Signs { get; private set; }

    /// <summary>The groups of acts that the user asked for.</summary>
    public uint Acts { get; private set; }

    /// <summary>When something happened last; the smallest time where nothing did.</summary>
    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>How many events were applied.</summary>
    public long Events { get; private set; }

    /// <summary>How many fingerprints are remembered, the request's aside.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _young.Prints.Count + _old.Prints.Count;
            }
        }
    }

    /// <summary>Takes in what happened.</summary>
    public void Apply(FlowEvent flowEvent)
    {
        ArgumentNullException.ThrowIfNull(flowEvent);
        lock (_lock)
        {
            Events++;
            Last = flowEvent.At > Last ? flowEvent.At : Last;
            Signs |= flowEvent.Signs;
            Forgot |= flowEvent.Signs.HasFlag(FlowSigns.Cut);
            switch (flowEvent.Kind)
            {
                case FlowEventKind.Request:
                    HasRequest = true;
                    Acts |= flowEvent.Acts;
                    foreach (var print in flowEvent.Prints)
                    {
                        // A user who says more than this has said enough: the rest counts as not said.
                        if (_request.Count < _limits.MaxPrints)
                        {
                            _request.Add(print.Hash);
                        }
                    }

                    break;
                case FlowEventKind.Sent:
                    IsEmpty = false;
                    if (_tails.Count >= MaxSinks)
                    {
                        _tails.Clear();
                        Forgot = true;
                    }

                    _tails[flowEvent.Sink] = flowEvent.Tail.ToArray();
                    break;
                default:
                    IsEmpty = false;
                    Remember(flowEvent);
                    break;
            }
        }
    }

    /// <summary>Whether a fingerprint stands in the user's request.</summary>
    public bool Asked(ulong hash)
    {
        lock (_lock)
        {
            return _request.Contains(hash);
        }
    }

    /// <summary>Where a fingerprint was seen, or null.</summary>
    public Trace? Find(ulong hash)
    {
        lock (_lock)
        {
            return Join(Join(_young.Find(hash), _old.Find(hash)), Faded(hash));
        }
    }

    /// <summary>The sealed end of what was last sent to a sink; empty where nothing was.</summary>
    public ReadOnlyMemory<byte> TailOf(ulong sink)
    {
        lock (_lock)
        {
            return _tails.GetValueOrDefault(sink);
        }
    }

    private const int MaxSinks = 256;

    private static Trace? Join(Trace? one, Trace? other) =>
        one is not { } a ? other
        : other is not { } b ? a
        : new Trace(b.Best.Origin < a.Best.Origin ? b.Best : a.Best, b.Worst.Origin > a.Worst.Origin ? b.Worst : a.Worst);

    private Trace? Faded(ulong hash)
    {
        if (_words is null && _instructed is null && _confidential is null)
        {
            return null;
        }

        if (_vouched.Contains(hash))
        {
            var vouched = new FlowSource("", null, "an earlier result", "", Origin.Trusted, []);
            return new Trace(vouched, vouched);
        }

        var (words, instructed, confidential) = (_words?.Has(hash) == true, _instructed?.Has(hash) == true, _confidential?.Has(hash) == true);
        if (!words && !instructed && !confidential)
        {
            return null;
        }

        var source = new FlowSource("", null, "an earlier result", "", instructed ? Origin.Instructed : words ? Origin.Words : Origin.Data, []) { IsConfidential = confidential };
        return new Trace(source, source);
    }

    // What was data or trusted, and nothing else, needs no memory: it may steer.
    private void Fade(Generation old)
    {
        foreach (var (hash, seen) in old.Prints)
        {
            var (best, worst) = (old.Sources[seen.Best], old.Sources[seen.Worst]);
            if (best.Origin >= Origin.Named)
            {
                Put(ref best.Origin == Origin.Instructed ? ref _instructed : ref _words, hash);
            }

            if (worst.IsConfidential)
            {
                Put(ref _confidential, hash);
            }
        }
    }

    private void Put(ref FadedPrints? prints, ulong hash)
    {
        if (prints is { Count: >= FadedPrints.Most })
        {
            prints = null;
            Forgot = true;
        }

        (prints ??= new FadedPrints()).Add(hash);
    }

    private void Remember(FlowEvent flowEvent)
    {
        var vouched = flowEvent.Kind == FlowEventKind.Declassified;
        if (_young.Prints.Count + flowEvent.Prints.Count > _limits.MaxPrints / 2 || _young.Sources.Count + flowEvent.Sources.Count > _limits.MaxSources / 2)
        {
            Fade(_old);
            (_old, _young) = (_young, new Generation());
        }

        HasConfidential |= flowEvent.Sources.Any(static source => source.IsConfidential);
        var first = _young.Sources.Count;
        _young.Sources.AddRange(flowEvent.Sources.Take(_limits.MaxSources / 2));
        foreach (var print in flowEvent.Prints)
        {
            if (_young.Prints.Count >= _limits.MaxPrints / 2 || print.Source >= _limits.MaxSources / 2)
            {
                Forgot = true;
                break;
            }

            _young.Add(print.Hash, first + print.Source, vouched);
            if (vouched)
            {
                // Somebody's word outlasts what it speaks of.
                if (_vouched.Count < _limits.MaxPrints)
                {
                    _vouched.Add(print.Hash);
                }

                _old.Prints.Remove(print.Hash);
            }
        }
    }

    private sealed class Generation
    {
        public List<FlowSource> Sources { get; } = [];

        public Dictionary<ulong, (int Best, int Worst)> Prints { get; } = [];

        public void Add(ulong hash, int source, bool vouched)
        {
            if (vouched || !Prints.TryGetValue(hash, out var seen))
            {
                Prints[hash] = (source, source);
                return;
            }

            var origin = Sources[source].Origin;
            Prints[hash] = (origin < Sources[seen.Best].Origin ? source : seen.Best, origin > Sources[seen.Worst].Origin || Sources[source].IsConfidential ? source : seen.Worst);
        }

        public Trace? Find(ulong hash) => Prints.TryGetValue(hash, out var seen) ? new Trace(Sources[seen.Best], Sources[seen.Worst]) : null;
    }
}
