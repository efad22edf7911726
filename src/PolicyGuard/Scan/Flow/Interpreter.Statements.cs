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
                if (!value.TaintSet.IsNone)
                {
                    value = value.With(value.TaintSet.Through(_module.File, at, $"kept in `{name.Id}`"));
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
}
