using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow;

/// <summary>Finds out where an argument came from: as a whole, by what it names, by its words.</summary>
internal sealed class Tracer(FlowMemory memory, Printer printer)
{
    /// <summary>The most characters of one value that are looked at.</summary>
    public const int Longest = 1024 * 1024;

    private const int LongestSaid = 160;
    // Everybody writes ls -la; three words in a row are somebody's command.
    private const int CodeWords = 3;
    private const int InstructedRun = 6;
    private readonly List<Form> _forms = [];

    /// <summary>Where an argument that steers a call came from: the least trusted of what it names.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="isCode">Whether it is code, in which common words stand by chance.</param>
    public Traced Control(string value, bool isCode)
    {
        var text = Read(value);
        if (text.Length == 0)
        {
            return default;
        }

        var confidential = Confidential(text);
        if (IsAsked(text))
        {
            return new Traced(Origin.Request, null, confidential) { IsThing = _forms.Exists(static f => f.IsStrong) };
        }

        var one = text.AsSpan().IndexOfAny(" \n\t") < 0;
        var found = isCode ? Phrases.Find(text, memory, printer, CodeWords)
            : one ? OfOne() ?? Whole(text) ?? Phrases.Find(text, memory, printer)
            : Whole(text) ?? Phrases.Find(text, memory, printer);
        if (!one || isCode)
        {
            // A command or a list: whatever it names counts, and the worst of it most.
            foreach (var form in _forms.Where(static f => f.IsStrong))
            {
                if (!memory.Asked(printer.Of(form)) && memory.Find(printer.Of(form)) is { } part && (found is not { } before || part.Best.Origin > before.Best.Origin))
                {
                    found = part;
                }
            }
        }

        return found is { } trace ? new Traced(trace.Best.Origin, trace.Best, confidential) { Echo = trace.Worst.Origin == Origin.Instructed ? trace.Worst : null } : new Traced(null, null, confidential) { IsThing = one && _forms.Exists(static f => f.IsStrong) };
    }

    /// <summary>What a text carries that speaks to the agent or is confidential.</summary>
    public Traced Content(string value)
    {
        var text = Read(value);
        var confidential = Confidential(text);
        foreach (var form in _forms.Where(static f => f.IsStrong || f.Kind == FormKinds.Host))
        {
            var hash = printer.Of(form);
            if (!memory.Asked(hash) && memory.Find(hash) is { Best.Origin: Origin.Instructed } trace)
            {
                return new Traced(Origin.Instructed, trace.Best, confidential);
            }
        }

        var linked = Linked();
        var said = text.Length <= LongestSaid && !IsAsked(text) && text.AsSpan().Count(' ') >= 2 ? Phrases.Find(text, memory, printer) : null;
        return Phrases.LongestInstructed(text, memory, printer, out var source, out var carried) >= InstructedRun
            ? new Traced(Origin.Instructed, source, confidential)
            : new Traced(said?.Best.Origin, said?.Best, confidential) { Carried = carried, Link = linked };
    }

    private string Read(string value)
    {
        var text = Cleaned.Of(value.Length > Longest ? value[..Longest] : value).Trim();
        _forms.Clear();
        ValueForms.Read(text, _forms);
        return text;
    }

    private bool IsAsked(string text)
    {
        if (!memory.HasRequest)
        {
            return false;
        }

        if (Phrases.Asked(text, memory, printer, out var telling) && telling > 0)
        {
            return true;
        }

        // A value in another form, or a page of a site that the user named.
        var first = _forms.FindIndex(static f => f.IsStrong || f.Kind == FormKinds.Number);
        if (first < 0 || text.AsSpan().IndexOfAny(" \n\t") >= 0)
        {
            return false;
        }

        return _forms.Exists(f => !f.IsPart && memory.Asked(printer.Of(f)) && (f.IsStrong || f.Kind is FormKinds.Host or FormKinds.Number or FormKinds.Id));
    }

    // The page or file that a link comes from; a link that the user named, or that stood in a field, is none of these.
    private FlowSource? Linked()
    {
        foreach (var form in _forms.Where(static f => f.Kind == FormKinds.Url && !Urls.IsFileName(f.Text)))
        {
            var hash = printer.Of(form);
            if (!memory.Asked(hash) && memory.Find(hash) is { Best: { IsDocument: true, Origin: >= Origin.Named } source })
            {
                return source;
            }
        }

        return null;
    }

    // The forms of one value, the most telling first; a page that was seen nowhere is as good as its site.
    private Trace? OfOne()
    {
        foreach (var form in _forms.Where(static f => !f.IsPart).OrderBy(static f => f.Kind == FormKinds.Host ? 2 : f.IsStrong ? 0 : 1))
        {
            if (memory.Find(printer.Of(form)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private Trace? Whole(string text) => printer.Whole(text) is var hash and not 0 ? memory.Find(hash) : null;

    private FlowSource? Confidential(string text)
    {
        foreach (var form in _forms)
        {
            if ((form.IsStrong || form.Text.Length >= 4) && memory.Find(printer.Of(form)) is { Worst: { IsConfidential: true } source } && !memory.Asked(printer.Of(form)))
            {
                return source;
            }
        }

        return Whole(text) is { Worst: { IsConfidential: true } whole } ? whole : Phrases.Quoted(text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text, memory, printer);
    }
}
