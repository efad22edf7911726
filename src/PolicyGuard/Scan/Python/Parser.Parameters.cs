namespace PolicyGuard.Scan.Python;

/// <content>Parameters.</content>
internal sealed partial class Parser
{
    // `[T: int, *Ts]`: says nothing about what the program does.
    private void TypeParameters()
    {
        if (!Current.Is("["))
        {
            return;
        }

        var depth = 0;
        do
        {
            depth += Opens(Current) ? 1 : Closes(Current) ? -1 : 0;
            Next();
        }
        while (depth > 0 && Current.Kind is not (TokenKind.Newline or TokenKind.End));
    }

    private List<Parameter> Parameters(string end, bool annotated)
    {
        var parameters = new List<Parameter>();
        var keywordOnly = false;
        while (!Current.Is(end))
        {
            var at = Current.At;
            var stars = Take("*") ? 1 : Take("**") ? 2 : 0;
            if (stars == 1 && (Current.Is(",") || Current.Is(end)))
            {
                keywordOnly = true;
            }
            else if (Take("/"))
            {
                // Only by position up to here: who is called so makes no difference.
            }
            else if (stars == 0 && Take("("))
            {
                // Python 2 takes tuples apart here.
                Targets();
                Expect(")");
                parameters.Add(new Parameter("", null, null, 0, false, at));
            }
            else
            {
                var name = ExpectName();
                var annotation = annotated && Take(":") ? Starred() : null;
                parameters.Add(new Parameter(name, annotation, Take("=") ? Test() : null, stars, keywordOnly, at));
                keywordOnly |= stars == 1;
            }

            Nodes++;
            if (!Take(","))
            {
                break;
            }
        }

        return parameters;
    }
}
