using System.Collections.Frozen;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Outputs;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow;

/// <summary>Tells whether a record is one that the user named: by its file name, its title, the address or name of who wrote it.</summary>
internal static class Records
{
    private const int Longest = 160;
    private static readonly FrozenSet<string> Titles = FrozenSet.ToFrozenSet(["title", "subject", "filename", "file", "name", "path", "url", "uri", "link", "id", "email", "address", "headline", "event", "channel", "topic"], StringComparer.Ordinal);
    private static readonly FrozenSet<string> Writers = FrozenSet.ToFrozenSet(["sender", "from", "author", "user", "by", "owner", "creator", "poster", "username"], StringComparer.Ordinal);

    /// <summary>Whether one of its naming fields stands in the user's request.</summary>
    public static bool IsNamed(Node record, FlowMemory memory, Printer printer)
    {
        if (!memory.HasRequest)
        {
            return false;
        }

        foreach (var (name, value) in record.Members)
        {
            if (value.Text is not { Length: > 0 and <= Longest } text)
            {
                continue;
            }

            var words = NameWords.Of(name);
            if (words.Count > 0 && ((Titles.Contains(words[^1]) && Names(text, memory, printer)) || (Writers.Contains(words[^1]) && (Names(text, memory, printer) || IsAskedWord(text, memory, printer)))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name of more than one word, or an address, stands in the user's request.</summary>
    public static bool Names(string name, FlowMemory memory, Printer printer)
    {
        if (!memory.HasRequest || name.Length is 0 or > Longest)
        {
            return false;
        }

        var text = Cleaned.Of(name).Trim();
        var forms = new List<Form>();
        ValueForms.Read(text, forms);
        if (forms.Exists(f => f.IsStrong && f.Start == 0 && memory.Asked(printer.Of(f))))
        {
            return true;
        }

        // team-meeting-minutes.docx is what people call the team meeting minutes.
        var dot = text.LastIndexOf('.');
        var stem = dot > 0 && text.Length - dot <= 6 && !text.Contains(' ', StringComparison.Ordinal) ? text[..dot] : text;
        return Phrases.Asked(stem, memory, printer, out var telling) && telling >= 2;
    }

    private static bool IsAskedWord(string text, FlowMemory memory, Printer printer) =>
        text.Length >= 3 && char.IsLetter(text[0]) && Phrases.Asked(text, memory, printer, out var telling) && telling == 1;
}
