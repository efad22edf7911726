using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Branches: each in a layer of its own, joined where they meet.</content>
internal sealed partial class Interpreter
{
    private void Exit(Frame frame, List<Store> exits, Store bottom)
    {
        if (_store != bottom)
        {
            var exit = _store.Flatten(bottom);
            Step(1 + exit.Changes);
            exits.Add(exit);
        }
        else
        {
            exits.Add(new Store(bottom));
        }

        frame.IsDead = true;
    }

    // Runs a branch in a layer of its own; null where it does not come out at the end.
    private Store? Branch(Frame frame, Action run)
    {
        var bottom = _store;
        _store = new Store(bottom);
        run();
        var layer = _store;
        _store = bottom;
        var dead = frame.IsDead;
        frame.IsDead = false;
        return dead ? null : layer;
    }

    private void Merge(Frame frame, List<Store> alive)
    {
        if (alive.Count == 0)
        {
            frame.IsDead = true;
            return;
        }

        Step(alive.Sum(static layer => layer.Changes));
        _store.Join(alive);
    }

    private void RunIf(IfStmt branches, Frame frame)
    {
        var alive = new List<Store>();
        RunIf(branches, frame, alive);
        Merge(frame, alive);
    }

    private void RunIf(IfStmt branches, Frame frame, List<Store> alive)
    {
        // Conditions that failed are known in all later branches; they are kept in layers that join at the end.
        var bottom = _store;
        _store = new Store(bottom);
        foreach (var (test, body) in branches.Branches)
        {
            var outcome = Test(test, frame, out var refine);
            if (outcome != false)
            {
                Add(Branch(frame, () =>
                {
                    refine(true, _store);
                    Run(body, frame);
                }));
            }

            if (outcome == true)
            {
                _store = bottom;
                return;
            }

            refine(false, _store);
        }

        Add(Branch(frame, () => Run(branches.Otherwise, frame)));
        _store = bottom;

        void Add(Store? layer)
        {
            if (layer is not null)
            {
                alive.Add(layer.Flatten(bottom));
            }
        }
    }

    private void RunTry(TryStmt attempt, Frame frame)
    {
        var alive = new List<Store>();
        var bottom = _store;

        // An exception may come after any statement of the body.
        var trial = new Store(bottom);
        _store = trial;
        Run(attempt.Body, frame);
        var bodyDead = frame.IsDead;
        frame.IsDead = false;
        _store = bottom;
        if (!bodyDead)
        {
            _store = trial;
            var otherwise = Branch(frame, () => Run(attempt.Otherwise, frame));
            _store = bottom;
            if (otherwise is not null)
            {
                alive.Add(otherwise.Flatten(bottom));
            }
        }

        if (Handled(attempt, trial, bottom, frame) is { } handled)
        {
            alive.Add(handled);
        }

        if (alive.Count == 0)
        {
            // Every way out is a return or a raise; what is to be done finally is done all the same.
            Branch(frame, () => Run(attempt.Final, frame));
            frame.IsDead = true;
            return;
        }

        Merge(frame, alive);
        Run(attempt.Final, frame);
    }

    // All handlers begin with what the body may have done, in one layer that they share. Null where none comes out at its end.
    private Store? Handled(TryStmt attempt, Store trial, Store bottom, Frame frame)
    {
        var begun = new Store(bottom);
        begun.JoinMaybe(trial, bottom);
        Step(trial.Changes);
        _store = begun;
        var alive = new List<Store>();
        foreach (var handler in attempt.Handlers)
        {
            var layer = Branch(frame, () =>
            {
                if (handler.Name is not null)
                {
                    _store.Set(frame.Scope.Home(handler.Name), handler.Name, Value.Unknown);
                }

                Run(handler.Body, frame);
            });
            if (layer is not null)
            {
                alive.Add(layer);
            }
        }

        begun.Join(alive);
        _store = bottom;
        return alive.Count > 0 ? begun : null;
    }

    private void RunWith(WithStmt with, Frame frame)
    {
        foreach (var (context, target) in with.Items)
        {
            var value = Evaluate(context, frame);
            if (MethodOf(value, "__enter__") is { } enter)
            {
                value = Invoke(enter, value, [], with.At, frame) ?? value;
            }

            if (target is not null)
            {
                Assign(target, value, frame, with.At);
            }
        }

        Run(with.Body, frame);
    }
}
