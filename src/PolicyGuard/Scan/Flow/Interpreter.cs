using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary>
/// Runs a file on values that are only partly known: every branch that is not certainly dead, every function as if called from outside, calls
/// of the project's own functions from within. Bounded in steps, so hostile files end like honest ones.
/// </summary>
internal sealed partial class Interpreter
{
    private const int MaxCallDepth = 6;
    private const int StepsPerEntry = 120_000;
    private const int StepsPerModule = 30_000;
    private const int LeastStepsPerCall = 2_000;
    private const int StepsPerFile = 400_000;
    private const int StepsPerNode = 40;
    private const int MaxFindings = 1000;

    private readonly Modules _modules;
    private readonly Dictionary<(string Rule, string File, int Line), ScanFinding> _findings = [];
    private readonly Queue<Entry> _entries = new();
    private readonly HashSet<FunctionShape> _entered = [];
    private readonly HashSet<FunctionShape> _tools = [];
    private readonly Dictionary<(object, string), Atom> _atoms = [];
    private readonly ModuleValue _main;
    private Store _store = new(null);
    private ModuleValue _module;
    private long _stepsLeft;
    private long _entryStepsLeft;
    private int _nextId = 1;
    private int _quiet;

    private Interpreter(ModuleValue main, Modules modules)
    {
        (_main, _module, _modules) = (main, main, modules);
        _stepsLeft = StepsPerFile + ((long)StepsPerNode * main.Source.Nodes);
    }

    // Whether some flows were not followed.
    private bool Incomplete { get; set; }

    // A measure of the work that does not depend on the machine.
    private long Steps { get; set; }

    /// <summary>Follows all flows of a file.</summary>
    public static (IReadOnlyList<ScanFinding> Findings, bool Incomplete, long Steps) Run(ModuleValue main, Modules modules)
    {
        var interpreter = new Interpreter(main, modules);
        interpreter.Granted(interpreter._stepsLeft, () => interpreter.RunModule(main));
        interpreter.RunEntries();
        return ([.. interpreter._findings.Values], interpreter.Incomplete, interpreter.Steps);
    }

    private void RunModule(ModuleValue module)
    {
        var outer = _module;
        module.Scope = new Scope(_nextId++, null, isClass: false, module);
        _store.Set(module.Scope, "__name__", Value.Unknown);
        _module = module;
        var frame = new Frame(module.Scope, null, _store, null);
        Run(module.Source.Body, frame);
        _store = frame.Bottom;
        _module = outer;
    }

    // Whatever is defined may be called from outside, with anything.
    private void RunEntries()
    {
        // Methods that make an object run before those that use it.
        while (_entries.Count > 0)
        {
            var entry = _entries.Dequeue();
            if (!_entered.Add(entry.Function.Shape))
            {
                continue;
            }

            if (_stepsLeft <= 0)
            {
                Incomplete = true;
                return;
            }

            Granted(Math.Min(StepsPerEntry, _stepsLeft), () => RunEntry(entry));
        }
    }

    private void Granted(long steps, Action run)
    {
        _entryStepsLeft = steps;
        run();
        Incomplete |= _entryStepsLeft <= 0;
        _stepsLeft -= steps - Math.Max(0, _entryStepsLeft);
    }

    // False where the work has met its bound; then everything is skipped to the end of what the bound was for.
    private bool Step(int cost = 1)
    {
        Steps += cost;
        _entryStepsLeft -= cost;
        return _entryStepsLeft > 0;
    }

    private Value Input(object key, string label, Origin origin, Place at)
    {
        if (!_atoms.TryGetValue((key, label), out var atom))
        {
            _atoms[(key, label)] = atom = new Atom(_nextId++, origin, at, _module.File, label, null, 0);
        }

        return Value.Tainted(TaintSet.Of(atom, new Trail(_module.File, at, $"`{label}` {Whose(origin)}", null)));
    }

    private static string Whose(Origin origin) => origin switch
    {
        Origin.Tool => "is chosen by the agent that calls the tool",
        Origin.Request => "comes with the request",
        _ => "comes from whoever starts the program",
    };

    private void Report(ScanRule rule, Place at, string message, Trail? trail = null)
    {
        var key = (rule.Id, _module.File, at.Line);
        if (_module != _main && (trail is null || _quiet > 0) || _findings.ContainsKey(key) || _findings.Count >= MaxFindings)
        {
            return;
        }

        var flow = new List<ScanStep>();
        for (var step = trail; step is not null; step = step.Before)
        {
            flow.Insert(0, new ScanStep(step.File, step.At.Line, step.At.Column, step.What));
        }

        if (trail is not null)
        {
            flow.Add(new ScanStep(_module.File, at.Line, at.Column, message));
        }

        _findings.Add(key, new ScanFinding(rule, _module.File, at.Line, at.Column, message, flow));
    }

    /// <summary>A function that may be called from outside.</summary>
    private sealed record Entry(FunctionValue Function, Value? Self);
}
