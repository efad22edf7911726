using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content><c>match</c>.</content>
internal sealed partial class Interpreter
{
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
            Clear(subject.TaintSet, Hazard.All, _store);
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
