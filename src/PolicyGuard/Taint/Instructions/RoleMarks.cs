using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace PolicyGuard.Taint.Instructions;

/// <summary>Marks by which a text claims to be more than data: a chat template's tokens, tags of authority, headings of prompts, comments that readers never see.</summary>
internal static class RoleMarks
{
    private const int LongestTag = 40;

    private static readonly SearchValues<char> Signs = SearchValues.Create("<[#");

    private static readonly string[] Brackets = ["[INST", "[/INST", "[SYSTEM", "[ADMIN", "[IMPORTANT", "[//]: #"];

    // Names of tags that no markup language has, and that say who speaks or how grave it is.
    private static readonly string[] Tags =
    [
        "information", "important", "system", "instruction", "instructions", "hidden", "admin", "critical", "urgent", "secret", "prompt", "system_prompt", "system-prompt",
        "assistant", "user", "human", "override", "priority", "directive", "tool_result", "tool_response", "function_results", "function_calls", "tool_call", "system_message",
        "system-reminder", "developer", "sys", "inst", "note_to_ai", "ai_instruction", "ai_instructions", "thinking",
    ];

    private static readonly string[] Templates =
        ["<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>", "<<SYS>>", "<</SYS>>", "[INST]", "[/INST]", "<start_of_turn>", "<end_of_turn>", "<|begin_of_text|>", "<bos>", "<|channel|>", "<|message|>"];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Speakers =
        new[] { "system", "system message", "system prompt", "assistant", "ai", "ai agent", "agent", "llm", "model", "instruction", "instructions", "instructions for ai" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] Headings = ["instruction", "instructions", "system", "system prompt", "new instructions", "response", "human", "assistant", "user"];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownTags =
        Tags.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownHeadings =
        Headings.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether any mark in a text that is not folded yet could weigh something: a comment does only by what it commands.</summary>
    public static bool Speak(ReadOnlySpan<char> text)
    {
        // What ends one comment ends those that begin within it.
        var (comment, line) = (0, 0);
        for (var at = 0; Opening(text, at) is var next and >= 0; at++)
        {
            at = next;
            var rest = text[at..];
            if (rest.StartsWith("<!--", StringComparison.Ordinal))
            {
                if (at >= comment && Commands(rest, "-->", out comment, at))
                {
                    return true;
                }
            }
            else if (rest.StartsWith("[//]: #", StringComparison.Ordinal))
            {
                if (at >= line && Commands(rest, "\n", out line, at))
                {
                    return true;
                }
            }
            else if (Speaks(rest))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a mark other than a comment stands at the beginning of a text that is not folded yet.</summary>
    public static bool Speaks(ReadOnlySpan<char> text)
    {
        var tag = text[..Math.Min(LongestTag, text.Length)];
        var close = text[0] == '#' ? -1 : tag.IndexOf(text[0] == '[' ? ']' : '>');
        tag = close < 0 ? tag : tag[..(close + 1)];
        tag = Ascii.IsValid(tag) && !tag.Contains('\\') ? tag : PlainText.Of(tag).Text;
        return tag.Length > 1 && (tag[0] == '#' ? IsHeading(tag, out _, out _) : TemplateLength(tag) > 0 || KnownTags.Contains(NameOf(tag, out _)));
    }

    private static bool Commands(ReadOnlySpan<char> rest, string close, out int until, int at)
    {
        var end = rest.IndexOf(close, StringComparison.Ordinal);
        end = end < 0 ? rest.Length : end;
        until = at + end;
        return FirstLook.Commands(rest[..end]);
    }

    /// <summary>Calls back with each mark: what it governs, its kind and weight. One pass.</summary>
    public static void Find(ReadOnlySpan<char> text, Marks found)
    {
        var at = 0;
        while (at < text.Length)
        {
            var next = Opening(text, at);
            if (next < 0)
            {
                return;
            }

            if (found.IsFull)
            {
                found.GovernTheRest();
                return;
            }

            at = next;
            at += Math.Max(1, Read(text, at, found));
        }
    }

    // Where the next mark may begin; negative where none does.
    private static int Opening(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; text[at..].IndexOfAny(Signs) is var next and >= 0; at++)
        {
            at += next;
            if (text[at] == '<' || (text[at] == '#' ? text[at..].StartsWith("###", StringComparison.Ordinal) : IsBracket(text[at..])))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsBracket(ReadOnlySpan<char> text)
    {
        foreach (var bracket in text.Length > 1 && text[1] is 'I' or 'i' or '/' or 'S' or 's' or 'A' or 'a' ? Brackets : [])
        {
            if (text.StartsWith(bracket, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static int Read(ReadOnlySpan<char> text, int at, Marks found)
    {
        var rest = text[at..];
        if (TemplateLength(rest) is > 0 and var template)
        {
            found.Open(at, at + template, InstructionKind.FakeRole, 0.75);
            return template;
        }

        if (rest.StartsWith("<!--", StringComparison.Ordinal))
        {
            return Comment(text, at, rest.IndexOf("-->", StringComparison.Ordinal), 3, found);
        }

        if (rest.StartsWith("[//]: #", StringComparison.Ordinal))
        {
            return Comment(text, at, rest.IndexOf('\n'), 0, found);
        }

        if (rest[0] == '#')
        {
            return Heading(text, at, found);
        }

        var tag = NameOf(rest, out var end);
        if (!KnownTags.Contains(tag))
        {
            return 1;
        }

        var name = tag.ToString();
        if (rest[1] == '/')
        {
            found.Close(name, at + end + 1);
        }
        else
        {
            // A tag in capitals shouts at a model; one in small letters may be a record's field.
            var shouts = name.Length > 2 && !name.Any(char.IsLower);
            found.Open(at, at + end + 1, InstructionKind.FakeRole, shouts ? 0.65 : 0.35, name);
        }

        return end + 1;
    }

    // What a tag is called, and where it ends; empty where it is none.
    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> rest, out int end)
    {
        end = rest[..Math.Min(LongestTag, rest.Length)].IndexOf(rest[0] == '[' ? ']' : '>');
        return end < 2 ? default : rest[(rest[1] == '/' ? 2 : 1)..end].Trim(" /*!:");
    }

    private static int TemplateLength(ReadOnlySpan<char> rest)
    {
        // Most that begins so is a tag of a page.
        if (rest[0] == '[' || (rest.Length > 1 && rest[1] is '|' or '<' or 's' or 'S' or 'e' or 'E' or 'b' or 'B'))
        {
            foreach (var template in Templates)
            {
                if (rest.StartsWith(template, StringComparison.OrdinalIgnoreCase))
                {
                    return template.Length;
                }
            }
        }

        return 0;
    }

    private static int Comment(ReadOnlySpan<char> text, int at, int end, int tail, Marks found)
    {
        var length = end < 0 ? text.Length - at : end + tail;

        // Nobody who reads the page sees it, and it says who speaks: meant for a model.
        found.Add(at, at + length, InstructionKind.Hidden, NamesSpeaker(text.Slice(at, length)) ? 0.6 : 0.3);
        return 1;
    }

    private static bool NamesSpeaker(ReadOnlySpan<char> comment)
    {
        var start = comment.IndexOfAnyExcept("<!-[]/#:(\"' \t\r\n");
        var line = start < 0 ? default : comment.Slice(start, Math.Min(LongestTag, comment.Length - start));
        return line.IndexOf(':') is var colon and > 0 && Speakers.Contains(line[..colon].Trim());
    }

    private static int Heading(ReadOnlySpan<char> text, int at, Marks found)
    {
        var rest = text[at..];
        if (IsHeading(rest, out var signs, out var end))
        {
            found.Open(at, at + signs + Math.Max(end, 0), InstructionKind.FakeRole, end >= 0 && rest[signs + end] == ':' ? 0.6 : 0.35);
        }

        return signs;
    }

    private static bool IsHeading(ReadOnlySpan<char> rest, out int signs, out int end)
    {
        signs = rest.IndexOfAnyExcept('#');
        signs = signs < 0 ? rest.Length : signs;
        var line = rest.Slice(signs, Math.Min(LongestTag, rest.Length - signs));
        end = line.IndexOfAny('\n', ':');
        return KnownHeadings.Contains((end < 0 ? line : line[..end]).Trim().Trim(" *:#"));
    }
}
