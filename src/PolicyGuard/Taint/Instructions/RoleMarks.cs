using System.Buffers;

namespace PolicyGuard.Taint.Instructions;

/// <summary>Marks by which a text claims to be more than data: a chat template's tokens, tags of authority, headings of prompts, comments that readers never see.</summary>
internal static class RoleMarks
{
    private const int LongestTag = 40;

    private static readonly SearchValues<string> Openings = SearchValues.Create(
        ["<|", "<<", "[INST", "[/INST", "<", "###", "[SYSTEM", "[ADMIN", "[INSTRUCTION", "[IMPORTANT", "[//]: #", "{{#", "<!--"], StringComparison.OrdinalIgnoreCase);

    // Names of tags that no markup language has, and that say who speaks or how grave it is.
    private static readonly string[] Tags =
    [
        "information", "important", "system", "instruction", "instructions", "hidden", "admin", "critical", "urgent", "secret", "prompt", "system_prompt", "system-prompt",
        "assistant", "user", "human", "override", "priority", "directive", "tool_result", "tool_response", "function_results", "function_calls", "tool_call", "system_message",
        "system-reminder", "developer", "sys", "inst", "note_to_ai", "ai_instruction", "ai_instructions", "thinking",
    ];

    private static readonly string[] Templates =
        ["<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>", "<<SYS>>", "<</SYS>>", "[INST]", "[/INST]", "<start_of_turn>", "<end_of_turn>", "<|begin_of_text|>", "<bos>", "<|channel|>", "<|message|>"];

    private static readonly string[] Headings = ["instruction", "instructions", "system", "system prompt", "new instructions", "response", "human", "assistant", "user"];

    /// <summary>Calls back with each mark: what it governs, its kind and weight. One pass.</summary>
    public static void Find(ReadOnlySpan<char> text, Marks found)
    {
        var at = 0;
        while (at < text.Length)
        {
            var next = text[at..].IndexOfAny(Openings);
            if (next < 0)
            {
                return;
            }

            if (found.IsFull)
            {
                found.GovernTheRest();
                return;
            }

            at += next;
            at += Math.Max(1, Read(text, at, found));
        }
    }

    private static int Read(ReadOnlySpan<char> text, int at, Marks found)
    {
        var rest = text[at..];
        foreach (var template in Templates)
        {
            if (rest.StartsWith(template, StringComparison.OrdinalIgnoreCase))
            {
                found.Open(at, at + template.Length, InstructionKind.FakeRole, 0.75);
                return template.Length;
            }
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

        var close = rest[0] == '[' ? ']' : '>';
        var end = rest[..Math.Min(LongestTag, rest.Length)].IndexOf(close);
        if (end < 2)
        {
            return 1;
        }

        var closing = rest[1] == '/';
        var name = rest[(closing ? 2 : 1)..end].Trim(" /*!:").ToString();
        if (!Tags.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return 1;
        }

        if (closing)
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

    private static int Comment(ReadOnlySpan<char> text, int at, int end, int tail, Marks found)
    {
        var length = end < 0 ? text.Length - at : end + tail;
        found.Add(at, at + length, InstructionKind.Hidden, 0.3);
        return 1;
    }

    private static int Heading(ReadOnlySpan<char> text, int at, Marks found)
    {
        var start = at;
        while (start < text.Length && text[start] == '#')
        {
            start++;
        }

        var line = text[start..Math.Min(text.Length, start + LongestTag)];
        var end = line.IndexOfAny('\n', ':');
        var name = (end < 0 ? line : line[..end]).Trim().Trim(" *:#").ToString();
        if (Headings.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            found.Open(at, start + Math.Max(end, 0), InstructionKind.FakeRole, end >= 0 && line[end] == ':' ? 0.6 : 0.35);
        }

        return start - at;
    }
}
