using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary>Which names a block assigns, functions within it left out.</summary>
internal static class AssignedNames
{
    public static HashSet<string> In(IReadOnlyList<Stmt> body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Add(body, names);
        return names;
    }

    private static void Add(IReadOnlyList<Stmt> body, HashSet<string> names)
    {
        foreach (var statement in body)
        {
            switch (statement)
            {
                case AssignStmt { Value: not null } assign:
                    foreach (var target in assign.Targets)
                    {
                        Add(target, names);
                    }

                    break;
                case AugmentedStmt augmented:
                    Add(augmented.Target, names);
                    break;
                case IfStmt branches:
                    foreach (var (_, inner) in branches.Branches)
                    {
                        Add(inner, names);
                    }

                    Add(branches.Otherwise, names);
                    break;
                case ForStmt loop:
                    Add(loop.Target, names);
                    Add(loop.Body, names);
                    Add(loop.Otherwise, names);
                    break;
                case WhileStmt loop:
                    Add(loop.Body, names);
                    Add(loop.Otherwise, names);
                    break;
                case WithStmt with:
                    foreach (var (_, target) in with.Items)
                    {
                        Add(target, names);
                    }

                    Add(with.Body, names);
                    break;
                case TryStmt attempt:
                    Add(attempt.Body, names);
                    Add(attempt.Otherwise, names);
                    Add(attempt.Final, names);
                    foreach (var handler in attempt.Handlers)
                    {
                        Add(handler.Body, names);
                    }

                    break;
                case MatchStmt match:
                    foreach (var choice in match.Cases)
                    {
                        Add(choice.Body, names);
                    }

                    break;
            }
        }
    }

    private static void Add(Expr? target, HashSet<string> names)
    {
        switch (target)
        {
            case NameExpr name:
                names.Add(name.Id);
                break;
            case StarredExpr starred:
                Add(starred.Value, names);
                break;
            case SequenceExpr sequence:
                foreach (var item in sequence.Items)
                {
                    Add(item, names);
                }

                break;
        }
    }
}
