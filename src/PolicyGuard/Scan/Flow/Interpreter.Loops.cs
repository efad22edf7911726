using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Loops: twice around, so that what one turn leaves behind meets the next.</content>
internal sealed partial class Interpreter
{
    // In deeper loops once around: two turns in each would double the work with every level.
    private const int TwiceUpTo = 3;

    private void RunFor(ForStmt loop, Frame frame)
    {
        var source = Evaluate(loop.Source, frame);
        Around(frame, loop.Body, loop.Otherwise, () => Assign(loop.Target, Element(source), frame, loop.At), null);
    }

    private void RunWhile(WhileStmt loop, Frame frame)
    {
        Around(frame, loop.Body, loop.Otherwise, null, loop.Test);
    }

    private void Around(Frame frame, IReadOnlyList<Stmt> body, IReadOnlyList<Stmt> otherwise, Action? begin, Expr? test)
    {
        Forget(body, frame);
        var endless = false;
        if (test is not null)
        {
            var outcome = Test(test, frame, out _);
            if (outcome == false)
            {
                Run(otherwise, frame);
                return;
            }

            endless = outcome == true;
        }

        var loop = new LoopFrame(_store, frame.Loop);
        frame.Loop = loop;
        var turns = loop.Depth <= TwiceUpTo ? 2 : 1;
        for (var turn = 0; turn < turns; turn++)
        {
            var layer = Branch(frame, () =>
            {
                begin?.Invoke();
                if (test is not null)
                {
                    Test(test, frame, out var refine);
                    refine(true, _store);
                }

                Run(body, frame);
            });
            var alive = loop.Exits.ToList();
            loop.Exits.Clear();
            if (layer is not null)
            {
                alive.Add(layer);
            }

            if (!endless || alive.Count == 0)
            {
                alive.Add(new Store(_store));
            }

            Merge(frame, alive);
        }

        frame.Loop = loop.Outer;
        Run(otherwise, frame);
    }

    // A counter is not what it was at first.
    private void Forget(IReadOnlyList<Stmt> body, Frame frame)
    {
        foreach (var name in Assigned(body))
        {
            var home = frame.Scope.Home(name);
            if (_store.Get(home, name) is { } value && (value.Options is not null || value.Text is not null))
            {
                _store.Set(home, name, value with { Options = null, Text = null });
            }
        }
    }

    private readonly Dictionary<IReadOnlyList<Stmt>, HashSet<string>> _assigned = [];

    private HashSet<string> Assigned(IReadOnlyList<Stmt> body)
    {
        if (!_assigned.TryGetValue(body, out var names))
        {
            Step(body.Count);
            _assigned[body] = names = AssignedNames.In(body);
        }

        return names;
    }
}
