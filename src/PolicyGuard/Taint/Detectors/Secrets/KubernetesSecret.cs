using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>The data of a Kubernetes secret, in YAML or JSON, before or after its kind: the whole block, as its values are base64 of anything.</summary>
internal sealed class KubernetesSecret : Detector
{
    private const string Kind = "Secret";
    private const int Around = 4096;

    public override string Id => "kubernetes-secret";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => ["kind"];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        // A block lies around its kind, so kinds shortly before the place count too.
        for (var at = Math.Max(0, from - Around); at < text.Length; at++)
        {
            var next = text[at..].IndexOf("kind", StringComparison.Ordinal);
            if (next < 0)
            {
                break;
            }

            at += next;
            if (!IsSecret(text[at..]))
            {
                continue;
            }

            var left = Math.Max(0, at - Around);
            var document = text[left..Math.Min(text.Length, at + Around)];
            var begin = document[..(at - left)].LastIndexOf("\n---", StringComparison.Ordinal);
            begin = Math.Max(begin, 0);
            var end = document[(at - left)..].IndexOf("\n---", StringComparison.Ordinal);
            var block = Block(document[begin..(end < 0 ? document.Length : at - left + end)]);
            if (block.Length > 0 && left + begin + block.Start >= from)
            {
                return new Hit(left + begin + block.Start, block.Length);
            }
        }

        return Hit.None;
    }

    private static bool IsSecret(ReadOnlySpan<char> text)
    {
        var i = 4;
        while (i < text.Length && i < 10 && text[i] is '"' or '\'' or ':' or ' ' or '\\')
        {
            i++;
        }

        var rest = text[i..];
        return i > 4 && rest.StartsWith(Kind, StringComparison.Ordinal) && (rest.Length == Kind.Length || !char.IsAsciiLetterOrDigit(rest[Kind.Length]));
    }

    private static Hit Block(ReadOnlySpan<char> document)
    {
        foreach (var name in (ReadOnlySpan<string>)["data", "stringData"])
        {
            for (var at = 0; at < document.Length; at++)
            {
                var next = document[at..].IndexOf(name, StringComparison.Ordinal);
                if (next < 0)
                {
                    break;
                }

                at += next;
                if (at > 0 && char.IsAsciiLetterOrDigit(document[at - 1]))
                {
                    continue;
                }

                var start = at + name.Length;
                var length = Length(document[start..]);
                if (length > 0)
                {
                    return new Hit(start, length);
                }
            }
        }

        return Hit.None;
    }

    // Behind the name: a JSON object to its brace, or the indented lines of YAML; 0 where it holds nothing.
    private static int Length(ReadOnlySpan<char> text)
    {
        var open = text.IndexOfAnyExcept("\": \\");
        if (open <= 0 || !text[..open].Contains(':'))
        {
            return 0;
        }

        if (text[open] == '{')
        {
            var close = text[open..].IndexOf('}');
            return close > 8 ? open + close + 1 : 0;
        }

        var end = open;
        while (end + 1 < text.Length && text[end] == '\n' && text[end + 1] == ' ')
        {
            var line = text[(end + 1)..].IndexOf('\n');
            end = line < 0 ? text.Length : end + 1 + line;
        }

        // What a template fills in stands in braces.
        return text[open..end].Contains(':') && !text[open..end].Contains('{') ? end : 0;
    }
}
