using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>
/// The parts of entries that others fill: each has a bound, so that no entry grows beyond <see cref="Ledger.Ledger.MostBytes"/> whatever a name, a
/// message or a policy holds. What is cut says how much is missing. Bounds are in bytes as written, escapes included.
/// </summary>
internal static class EntryParts
{
    /// <summary>The longest id, word or method.</summary>
    public const int Word = 1024;

    /// <summary>The longest message or note.</summary>
    public const int Message = 4096;

    /// <summary>The longest message of an event, which may list what is wrong with policies.</summary>
    public const int LongMessage = 32 * 1024;

    /// <summary>The longest target: a name has at most 2,048 characters, of at most 3 bytes each.</summary>
    public const int Target = 6400;

    private const int List = 12 * 1024;
    private const int Few = 4096;

    /// <summary>A text of others', masked and then cut: what is cut first may no longer be known as a secret.</summary>
    public static string Safe(string text, int most) => Cut(Masked.Text(text), most);

    /// <summary>A text of at most so many bytes once it is written.</summary>
    public static string Cut(string text, int most)
    {
        // No character needs more than six bytes.
        if (text.Length * 6L <= most)
        {
            return text;
        }

        var bytes = 0;
        var room = most - 48;
        var fits = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Value < ' ' ? 6 : rune.Value is '"' or '\\' ? 2 : rune.Utf8SequenceLength;
            if (bytes > most)
            {
                return $"{text[..fits]}… [{text.Length - fits} more characters]";
            }

            fits += bytes <= room ? rune.Utf16SequenceLength : 0;
        }

        return text;
    }

    /// <summary>Writes <c>rules</c>, and <c>rules_cut</c> where not all of them fit.</summary>
    public static void Rules(CanonicalJsonWriter w, IReadOnlyList<RuleMatch> rules)
    {
        var start = w.Written.Length;
        w.Name("rules").BeginArray();
        var written = 0;
        foreach (var match in rules.TakeWhile(_ => w.Written.Length - start < List - (4 * Word)))
        {
            w.BeginObject().Name("effect").String(match.Effect.Name());
            w.Optional("error", match.Error is { } error ? Safe(error, Word) : null);
            w.Name("policy").String(Cut(match.Policy, Word)).Name("rule").String(Cut(match.Rule, Word)).EndObject();
            written++;
        }

        w.EndArray();
        Rest(w, "rules_cut", rules.Count - written);
    }

    /// <summary>Writes <c>findings</c>, and <c>findings_cut</c> where not all of them fit; nothing where there are none.</summary>
    public static void Findings(CanonicalJsonWriter w, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        // A secret may stand in a member's name, and then in every pointer that leads through it.
        var names = findings.Where(f => f.Pointer.EndsWith("#key", StringComparison.Ordinal)).Select(f => f.Pointer[..^4]).OrderByDescending(n => n.Length).ToList();
        var start = w.Written.Length;
        w.Name("findings").BeginArray();
        var written = 0;
        foreach (var f in findings.TakeWhile(_ => w.Written.Length - start < List - (2 * Word)))
        {
            w.BeginObject().Name("detector").String(f.Detector).Name("label").String(f.Label.ToString()).Name("length").Number(f.Length);
            w.Name("pointer").String(Safe(Pointer(f.Pointer, names), Word)).Name("start").Number(f.Start).EndObject();
            written++;
        }

        w.EndArray();
        Rest(w, "findings_cut", findings.Count - written);
    }

    /// <summary>Writes <c>provenance</c>: where arguments came from, at most 16 of them and never a value; nothing where nothing is known.</summary>
    public static void Provenance(CanonicalJsonWriter w, FlowVerdict flow)
    {
        if (flow.Findings.Count == 0)
        {
            return;
        }

        w.Name("provenance").BeginArray();
        foreach (var f in flow.Findings)
        {
            w.BeginObject().Name("control").Boolean(f.IsControl).Name("origin").String(f.Origin.ToString().ToLowerInvariant());
            w.Name("pointer").String(Safe(f.Pointer, 256));
            if (f.Source is { } source)
            {
                w.Name("source").BeginObject().Name("call_id").String(Safe(source.CallId, 128)).Name("field").String(Safe(source.Path, 256)).Name("tool").String(Safe(source.Tool, 256));
                w.Optional("upstream", source.Upstream is { } upstream ? Safe(upstream, 128) : null).EndObject();
            }

            w.EndObject();
        }

        w.EndArray();
    }

    /// <summary>Writes <c>labels</c>, and <c>labels_cut</c> where not all of them fit; nothing where there are none.</summary>
    public static void Labels(CanonicalJsonWriter w, LabelSet labels)
    {
        if (labels.IsEmpty)
        {
            return;
        }

        var names = labels.Names();
        var start = w.Written.Length;
        w.Name("labels").BeginArray();
        var written = 0;
        foreach (var name in names.TakeWhile(_ => w.Written.Length - start < Few - 128))
        {
            w.String(name);
            written++;
        }

        w.EndArray();
        Rest(w, "labels_cut", names.Count - written);
    }

    /// <summary>Writes <c>hidden</c>: the first names of a list's hidden entries.</summary>
    public static void Hidden(CanonicalJsonWriter w, IReadOnlyList<string> names)
    {
        var start = w.Written.Length;
        w.Name("hidden").BeginArray();
        foreach (var name in names.Take(256).TakeWhile(_ => w.Written.Length - start < 2 * List))
        {
            w.String(Safe(name, Target));
        }

        w.EndArray();
    }

    /// <summary>Writes <c>context</c>: what the operator said of the surroundings, so that the call can be decided again; and <c>context_cut</c>.</summary>
    public static void Context(CanonicalJsonWriter w, CallContext context)
    {
        if (context.Values.Count == 0)
        {
            return;
        }

        var start = w.Written.Length;
        w.Name("context").BeginObject();
        var written = 0;
        foreach (var (name, value) in context.Values.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            var (shown, meant) = (Masked.Text(name), Masked.Text(value));
            if (ReferenceEquals(shown, name) && w.Written.Length - start + ((name.Length + meant.Length) * 6) < Few)
            {
                w.Name(name).String(meant);
                written++;
            }
        }

        w.EndObject();
        Rest(w, "context_cut", context.Values.Count - written);
    }

    private static void Rest(CanonicalJsonWriter w, string name, int count)
    {
        if (count > 0)
        {
            w.Name(name).Number(count);
        }
    }

    // From the longest name on, so that a name within a name is masked in what is left of the pointer.
    private static string Pointer(string pointer, List<string> names)
    {
        foreach (var name in names)
        {
            if (pointer.StartsWith(name, StringComparison.Ordinal) && (pointer.Length == name.Length || pointer[name.Length] is '/' or '#'))
            {
                pointer = new StringBuilder(name, 0, name.LastIndexOf('/'), name.Length).Append("/[masked name]").Append(pointer, name.Length, pointer.Length - name.Length).ToString();
            }
        }

        return pointer;
    }
}
