using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Statements.</content>
internal sealed partial class Interpreter
{
    private void Run(IReadOnlyList<Stmt> body, Frame frame)
    {
        foreach (var statement in body)
        {
            // What is defined behind a return still may be called, as far as Python knows; but it is never defined.
            if (frame.IsDead || !Step() || !HasStack())
            {
                return;
            }

            Run(statement, frame);
        }
    }

    private void Run(Stmt statement, Frame frame)
    {
        switch (statement)
        {
            case ExprStmt simple:
                Evaluate(simple.Value, frame);
                break;
            case AssignStmt assign:
                RunAssign(assign, frame);
                break;
            case AugmentedStmt augmented:
                RunAugmented(augmented, frame);
                break;
            case IfStmt branches:
                RunIf(branches, frame);
                break;
            case ReturnStmt leave:
                RunReturn(leave, frame);
                break;
            case FunctionStmt function:
                Define(function, frame);
                break;
            case ClassStmt type:
                Define(type, frame);
                break;
            case ForStmt loop:
                RunFor(loop, frame);
                break;
            case WhileStmt loop:
                RunWhile(loop, frame);
                break;
            case WithStmt with:
                RunWith(with, frame);
                break;
            case TryStmt attempt:
                RunTry(attempt, frame);
                break;
            case MatchStmt match:
                RunMatch(match, frame);
                break;
            case LeaveStmt leave:
                RunLeave(leave, frame);
                break;
            case AssertStmt check:
                Test(check.Test, frame, out var refine);
                refine(true, _store);
                break;
            case ImportStmt import:
                RunImport(import, frame);
                break;
            case ScopeStmt declared:
                foreach (var name in declared.Names)
                {
                    frame.Scope.Declare(name, declared.Global);
                }

                break;
            case DeleteStmt delete:
                Evaluate(delete.Targets[0], frame);
                break;
        }
    }

    private void RunAssign(AssignStmt assign, Frame frame)
    {
        if (assign.Value is null)
        {
            return;
        }

        var value = Evaluate(assign.Value, frame);
        foreach (var target in assign.Targets)
        {
            Assign(target, value, frame, assign.At);
        }
    }

    private void RunAugmented(AugmentedStmt augmented, Frame frame)
    {
        var before = Evaluate(augmented.Target, frame);
        var change = Evaluate(augmented.Value, frame);
        if (before.References.Count > 0 && augmented.Operator is "+" or "|")
        {
            Extend(before, change);
            return;
        }

        var value = Operate(augmented.Operator, before, change, augmented.At, frame);
        Assign(augmented.Target, value, frame, augmented.At);
    }

    private void Assign(Expr target, Value value, Frame frame, Place at)
    {
        switch (target)
        {
            case NameExpr name:
                if (!value.Taint.IsNone)
                {
                    value = value.With(value.Taint.Through(_module.File, at, $"kept in `{name.Id}`"));
                }

                _store.Set(frame.Scope.Home(name.Id), name.Id, value);
                break;
            case AttributeExpr attribute:
                var owner = Evaluate(attribute.Target, frame);
                CheckAssignment(owner, attribute.Name, value, attribute.At, frame);
                SetField(owner, "." + attribute.Name, value);
                break;
            case SubscriptExpr subscript:
                var container = Evaluate(subscript.Target, frame);
                var index = Evaluate(subscript.Index, frame);
                CheckStoring(container, index, value, subscript.At);
                SetItem(container, index, value);
                break;
            case SequenceExpr sequence:
                for (var i = 0; i < sequence.Items.Count; i++)
                {
                    if (sequence.Items[i] is StarredExpr starred)
                    {
                        Assign(starred.Value, Element(value), frame, at);
                    }
                    else
                    {
                        Assign(sequence.Items[i], ItemAt(value, i), frame, at);
                    }
                }

                break;
        }
    }

    private void RunReturn(ReturnStmt leave, Frame frame)
    {
        var value = leave.Value is null ? Value.None : Evaluate(leave.Value, frame);
        CheckReturn(value, leave, frame);
        frame.Returned = frame.Returned?.Join(value) ?? value;
        Exit(frame, frame.Exits, frame.Bottom);
    }

    private void RunLeave(LeaveStmt leave, Frame frame)
    {
        if (leave.Value is not null)
        {
            Evaluate(leave.Value, frame);
        }

        if (leave.Word != "raise" && frame.Loop is { } loop)
        {
            Exit(frame, loop.Exits, loop.Bottom);
        }

        frame.IsDead = true;
    }

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

    private void RunMatch(MatchStmt match, Frame frame)
    {
        var subject = Evaluate(match.Subject, frame);
        var alive = new List<Store>();
        foreach (var choice in match.Cases)
        {
            var fits = Fits(choice.Pattern, subject, frame);
            if (fits == false)
            {
                continue;
            }

            if (Branch(frame, () => RunCase(choice, subject, frame)) is { } layer)
            {
                alive.Add(layer);
            }

            if (fits == true && choice.Guard is null)
            {
                Merge(frame, alive);
                return;
            }
        }

        alive.Add(new Store(_store));
        Merge(frame, alive);
    }

    private void RunCase(MatchCase choice, Value subject, Frame frame)
    {
        Bind(choice.Pattern, subject, frame);
        if (IsLiteral(choice.Pattern) && !subject.Is(Marks.Partial | Marks.Composite))
        {
            Clear(subject.Taint, Hazard.All, _store);
        }

        if (choice.Guard is not null)
        {
            Test(choice.Guard, frame, out var refine);
            refine(true, _store);
        }

        Run(choice.Body, frame);
    }

    private static bool IsLiteral(Pattern pattern) => pattern.Kind switch
    {
        PatternKind.Value => true,
        PatternKind.Or => pattern.Parts.All(IsLiteral),
        _ => false,
    };

    private bool? Fits(Pattern pattern, Value subject, Frame frame)
    {
        switch (pattern.Kind)
        {
            case PatternKind.Any:
                return true;
            case PatternKind.Value:
                return Folding.Compare("==", subject, Evaluate(pattern.Value!, frame));
            case PatternKind.Or:
                var any = false;
                var all = true;
                foreach (var fits in pattern.Parts.Select(part => Fits(part, subject, frame)).ToList())
                {
                    any |= fits == true;
                    all &= fits == false;
                }

                return any ? true : all ? false : null;
            default:
                return subject.IsConstant && pattern.Parts.Count > 0 ? false : null;
        }
    }

    private void Bind(Pattern pattern, Value subject, Frame frame)
    {
        if (pattern.Name is { } name)
        {
            _store.Set(frame.Scope.Home(name), name, subject);
        }

        foreach (var part in pattern.Parts)
        {
            Bind(part, pattern.Kind == PatternKind.Or ? subject : Element(subject), frame);
        }
    }
}
