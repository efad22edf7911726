using System.Collections.Frozen;

namespace PolicyGuard.Gate;

/// <summary>What a text in a message is for, as far as the member that holds it tells. Folders may have names that are everyday words.</summary>
internal enum TextUse
{
    /// <summary>Nobody knows: it may be a path.</summary>
    Any,

    /// <summary>Something to read or to search for.</summary>
    Prose,

    /// <summary>Something that a shell or a program takes apart into words.</summary>
    Command,

    /// <summary>The name of a member itself.</summary>
    Member,
}

/// <summary>Reads the use of texts from the names of members.</summary>
internal static class TextUses
{
    private static readonly FrozenDictionary<string, TextUse>.AlternateLookup<ReadOnlySpan<char>> Words = Known().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The use of what a member holds, itself or in a list: the last word of its name says it (<c>searchQuery</c>, <c>entity_type</c>).</summary>
    public static TextUse Of(ReadOnlySpan<char> member)
    {
        var start = member.Length;
        while (start > 0 && char.IsAsciiLetter(member[start - 1]))
        {
            start--;
            if (char.IsAsciiLetterUpper(member[start]) && start > 0 && !char.IsAsciiLetterUpper(member[start - 1]))
            {
                break;
            }
        }

        return Words.TryGetValue(member[start..], out var use) ? use : TextUse.Any;
    }

    private static FrozenDictionary<string, TextUse> Known()
    {
        string[] prose =
        [
            "answer", "body", "caption", "category", "comment", "comments", "content", "contents", "description", "format", "heading", "instructions", "kind", "label", "labels",
            "language", "message", "mode", "note", "notes", "observation", "observations", "prompt", "q", "query", "question", "reason", "search", "subject", "summary", "tag", "tags",
            "text", "thought", "title", "topic", "topics", "type", "unit",
        ];
        string[] commands = ["args", "argv", "arguments", "bash", "cmd", "command", "commands", "script", "shell"];
        return prose.Select(static word => (word, use: TextUse.Prose)).Concat(commands.Select(static word => (word, use: TextUse.Command)))
            .ToFrozenDictionary(static pair => pair.word, static pair => pair.use, StringComparer.OrdinalIgnoreCase);
    }
}
