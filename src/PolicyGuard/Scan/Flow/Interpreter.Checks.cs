using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Sinks: where input does harm.</content>
internal sealed partial class Interpreter
{
    private void CheckCall(Invocation call, Frame frame)
    {
        if (call.Name is { } name)
        {
            Use(name, call.At);
            Choices(name, call);
        }

        CheckParser(call);
        if (Sinks.Of(call) is not { } sink)
        {
            return;
        }

        switch (sink.Shape)
        {
            case SinkShape.Process:
                CheckProcess(call, sink);
                return;
            case SinkShape.Program:
                CheckProgram(call, sink.First);
                return;
            case SinkShape.Yaml when call.Argument(1, "Loader") is { } loader && loader.Name is { } of && DottedName.Last(of) is "SafeLoader" or "CSafeLoader" or "BaseLoader":
                return;
            case SinkShape.Xml when !ReadsEntities(call):
                return;
            case SinkShape.Ldap when !UsesLdap || call.Receiver.Name == "re":
                return;
        }

        if (sink.Hazard == Hazard.Html && !IsPage(call))
        {
            return;
        }

        for (var i = sink.First; i <= sink.Last && i < sink.First + 10; i++)
        {
            var value = i < 0 ? call.Receiver : call.Argument(i, sink.Keywords);
            if (value is not null && Counts(sink, value))
            {
                CheckValue(sink.Hazard, value, call.At, sink.Shape == SinkShape.Whole ? value.TaintSet : Deep(value));
            }
        }
    }

    private static bool Counts(Sink sink, Value value) => sink.Shape switch
    {
        SinkShape.Composed => value.Text is { } text && text.Pieces.Any(static piece => piece.Literal is { Length: > 0 }),
        SinkShape.Whole => value.References.Count == 0,
        _ => true,
    };

    private void CheckValue(Hazard hazard, Value value, Place at, TaintSet taint)
    {
        if (hazard == Hazard.Request && value.Text is { } url && Urls.FixesHost(url.Prefix) || hazard == Hazard.Redirect && value.Text is { } target && Urls.StaysHere(target.Prefix)
            || hazard == Hazard.Number && value.Is(Marks.Guessed))
        {
            return;
        }

        var (rule, phrase) = HazardRules.Of(hazard);
        CheckTaint(rule, hazard, taint, at, phrase);
    }

    private bool CheckTaint(ScanRule rule, Hazard hazard, TaintSet taint, Place at, string phrase)
    {
        foreach (var part in taint.Parts)
        {
            if ((part.Atom.Origin.Hazards() & hazard) != 0 && ((part.Clean | _store.Cleared(part.Atom)) & hazard) == 0)
            {
                Report(rule, at, $"`{part.Atom.Label}` {phrase}", part.Trail);
                return true;
            }
        }

        return false;
    }

    private bool ReadsEntities(Invocation call)
    {
        if (call.Name!.StartsWith("lxml.", StringComparison.Ordinal))
        {
            // lxml follows entities unless its parser is told not to.
            var parser = call.Argument(1, "parser");
            return parser is null || parser.Is(Marks.Entities);
        }

        return call.Arguments.Any(argument => argument.Value.Is(Marks.Entities) || ContentOf(argument.Value)?.Fields.ContainsKey(EntitiesField) == true)
            || ContentOf(call.Receiver)?.Fields.ContainsKey(EntitiesField) == true;
    }

    private const string EntitiesField = "#entities";

    // `parser.setFeature(feature_external_ges, True)`.
    private void CheckParser(Invocation call)
    {
        if (call.Method == "setFeature" && call.Argument(0)?.Name is { } feature && DottedName.Last(feature) is "feature_external_ges" or "feature_external_pes"
            && call.Argument(1) is { } value && Folding.Truth(value) != false)
        {
            SetField(call.Receiver, EntitiesField, Value.Of(true));
        }
    }

    private static bool IsPage(Invocation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Name is "content_type" or "mimetype" or "media_type" && argument.Value.ConstantText is { } type)
            {
                return type.Contains("html", StringComparison.OrdinalIgnoreCase) || type.Contains("xml", StringComparison.OrdinalIgnoreCase);
            }
        }

        return true;
    }

    private void CheckReturn(Value value, ReturnStmt leave, Frame frame)
    {
        if ((frame.Handler & HandlerKind.Page) == 0)
        {
            return;
        }

        if (ContentOf(value) is { } content && value.Type is null)
        {
            // `body, status, headers`; a dictionary or list is sent as JSON.
            if (content.Kind != ContentKind.List || content.Items is not { Count: 2 or 3 } parts)
            {
                return;
            }

            value = parts[0];
        }

        CheckValue(Hazard.Html, value, leave.At, value.TaintSet);
    }

    private void CheckAssignment(Value owner, string attribute, Value value, Place at, Frame frame)
    {
        if (owner.Type == EntryPoint.ResponseType && attribute is "body" or "text" or "ubody" or "unicode_body" or "html")
        {
            CheckValue(Hazard.Html, value, at, Deep(value));
        }
    }

    private void CheckStoring(Value container, Value index, Value value, Place at)
    {
        if (container.Type == EntryPoint.SessionType || container.Name is "flask.session" or "quart.session" or "streamlit.session_state")
        {
            CheckValue(Hazard.Trust, value, at, Deep(value).Union(Deep(index)));
        }
    }

    // What input becomes by the text that it is put into.
    private void CheckText(TextShape shape, Place at)
    {
        if (shape.Pieces.All(static piece => piece.Hole.IsNone))
        {
            return;
        }

        var literals = shape.Pieces.Select(static piece => piece.Literal).OfType<string>().ToList();
        if (literals.Count == 0)
        {
            return;
        }

        var all = shape.Pieces.Aggregate(TaintSet.None, static (taint, piece) => taint.Union(piece.Hole));
        if (_printing == 0 && SqlText.Is(literals[0], literals) && shape.Pieces[0].Literal is not null)
        {
            CheckTaint(ScanRules.SqlText, Hazard.Sql, all, at, "is put into the text of an SQL statement");
        }

        if (literals.Any(static literal => MarkupText.HasTag(literal)))
        {
            CheckTaint(ScanRules.HtmlText, Hazard.Html, all, at, "is put into HTML without being escaped");
        }

        for (var i = 1; i < shape.Pieces.Count; i++)
        {
            if (shape.Pieces[i - 1].Literal is { } before && Urls.ExpectsHost(before) && !shape.Pieces[i].Hole.IsNone)
            {
                CheckTaint(ScanRules.UrlText, Hazard.Request, shape.Pieces[i].Hole, at, "stands where the URL names its host");
            }
        }
    }
}
