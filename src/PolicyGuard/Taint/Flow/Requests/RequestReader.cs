using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow.Requests;

/// <summary>Reads the user's request into an event: what it names, what it asks for. Its words are kept as fingerprints only.</summary>
internal sealed class RequestReader(PrintKey key, FlowLimits limits)
{
    /// <summary>The event.</summary>
    public FlowEvent Read(string request, DateTimeOffset at)
    {
        var cut = request.Length > limits.MaxCharacters;
        var text = Cleaned.Of(cut ? request[..limits.MaxCharacters] : request);
        var printer = new Printer(key);
        var seen = new HashSet<ulong>();
        foreach (var form in Forms(text))
        {
            seen.Add(printer.Of(form));

            // Who names a file names its folder.
            if (form.Kind == FormKinds.Path && form.Text.LastIndexOf('/') is > 0 and var slash)
            {
                seen.Add(printer.Of(form with { Text = form.Text[..slash] }));
            }
        }

        var words = new WordRuns(text);
        ulong last = 0;
        while (words.Next())
        {
            var word = printer.Word(words.Current);
            seen.Add(word);
            if (last != 0)
            {
                seen.Add(printer.Pair(last, word));
            }

            last = word;
        }

        var acts = AskedActs.Of(text, out var delegates);
        return new FlowEvent
        {
            Kind = FlowEventKind.Request,
            At = at,
            Acts = (uint)acts,
            Signs = (delegates ? FlowSigns.Delegates : FlowSigns.None) | (cut ? FlowSigns.Cut : FlowSigns.None),
            Sources = [new FlowSource("", null, "", "", Origin.Request, [])],
            Prints = [.. seen.Select(static hash => new FlowPrint(hash, 0))],
        };
    }

    // A host stands for the whole site only where the user named the site and not one page of it.
    private static IEnumerable<Form> Forms(string text)
    {
        var forms = new List<Form>();
        ValueForms.Read(text, forms);
        return forms.Where(f => f.Kind != FormKinds.Host || forms.Exists(u => u.Kind == FormKinds.Url && u.Start == f.Start && u.Text == f.Text));
    }
}
