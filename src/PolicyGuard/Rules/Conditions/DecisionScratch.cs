using System.Collections.Frozen;
using PolicyGuard.Calls;
using PolicyGuard.Rules.Compiled;

namespace PolicyGuard.Rules.Conditions;

/// <summary>
/// What one decision works out on the way. One per thread, used again by every decision, so that deciding allocates nothing; stamps
/// tell this decision's entries from older ones.
/// </summary>
internal sealed class DecisionScratch
{
    [ThreadStatic]
    private static DecisionScratch? _ofThread;

    private readonly ArgumentView _view = new();
    private Visit[] _visits = [];
    private Recollection[] _memory = [];
    private FrozenDictionary<string, int> _keys = FrozenDictionary<string, int>.Empty;
    private int[] _candidates = new int[64];
    private bool _viewRead;
    private uint _stamp;

    /// <summary>The rules whose names match, in no order.</summary>
    public ReadOnlySpan<int> Candidates => _candidates.AsSpan(0, CandidateCount);

    /// <summary>How many rules' names match.</summary>
    public int CandidateCount { get; private set; }

    /// <summary>The matches so far.</summary>
    public List<Hit> Hits { get; } = [];

    /// <summary>Takes the thread's scratch for a decision of a rule set.</summary>
    public static DecisionScratch Begin(int rules, int slots, FrozenDictionary<string, int> keys)
    {
        var scratch = _ofThread ??= new DecisionScratch();
        if (scratch._visits.Length < rules)
        {
            scratch._visits = new Visit[rules];
        }

        if (scratch._memory.Length < slots)
        {
            scratch._memory = new Recollection[slots];
        }

        if (++scratch._stamp == 0)
        {
            Array.Clear(scratch._visits);
            Array.Clear(scratch._memory);
            scratch._stamp = 1;
        }

        scratch._keys = keys;
        scratch._viewRead = false;
        scratch.CandidateCount = 0;
        scratch.Hits.Clear();
        return scratch;
    }

    /// <summary>Ends a decision.</summary>
    public void End()
    {
        if (_viewRead)
        {
            _view.Release();
        }
    }

    /// <summary>Notes that a rule's name pattern matches; the surest of several notes counts.</summary>
    public void Note(int rule, Outcome outcome)
    {
        ref var visit = ref _visits[rule];
        if (visit.Stamp == _stamp)
        {
            visit.Outcome = visit.Outcome > outcome ? visit.Outcome : outcome;
            return;
        }

        visit = new Visit { Stamp = _stamp, Outcome = outcome };
        if (CandidateCount == _candidates.Length)
        {
            Array.Resize(ref _candidates, CandidateCount * 2);
        }

        _candidates[CandidateCount++] = rule;
    }

    /// <summary>How surely a rule's name matches.</summary>
    public Outcome NameOutcome(int rule) => _visits[rule].Outcome;

    /// <summary>What an argument condition said before in this decision.</summary>
    public bool TryRecall(int slot, out Outcome outcome, ref string? error)
    {
        ref var memory = ref _memory[slot];
        outcome = memory.Outcome;
        if (memory.Stamp != _stamp)
        {
            return false;
        }

        error ??= memory.Error;
        return true;
    }

    /// <summary>Keeps what an argument condition says.</summary>
    public void Remember(int slot, Outcome outcome, string? error) => _memory[slot] = new Recollection { Stamp = _stamp, Outcome = outcome, Error = error };

    /// <summary>The arguments, laid flat.</summary>
    public ArgumentView View(Arguments arguments)
    {
        if (!_viewRead)
        {
            _view.Read(arguments, _keys);
            _viewRead = true;
        }

        return _view;
    }

    private struct Visit
    {
        public uint Stamp;
        public Outcome Outcome;
    }

    private struct Recollection
    {
        public uint Stamp;
        public Outcome Outcome;
        public string? Error;
    }
}
