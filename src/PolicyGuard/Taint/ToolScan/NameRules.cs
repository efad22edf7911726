namespace PolicyGuard.Taint.ToolScan;

/// <summary>
/// What the name of a parameter asks for. A model fills in what a name promises, without a word of description: what it was told before, what
/// was said in the conversation, the contents of a key file.
/// </summary>
internal static class NameRules
{
    private static readonly (string[] First, string[] Second)[] Knowledge =
    [
        (["llm"], ["model", "name", "version"]),
        (["system"], ["prompt", "instructions"]),
        (["conversation", "chat", "dialog", "dialogue"], ["history", "log", "transcript", "context", "messages"]),
        (["chain"], ["thought"]),
        (["previous", "prior"], ["messages", "instructions", "conversation", "prompt"]),
        (["available", "other"], ["tools"]),
    ];

    private static readonly string[] Files = ["rsa", "passwd", "shadow", "bashrc", "ssh", "dotenv", "keychain", "netrc"];

    private static readonly string[] Boasts = ["best", "ultimate", "premium", "superior", "preferred"];

    /// <summary>What a parameter's name asks for; weight 0 where nothing is wrong.</summary>
    public static (double Weight, string Reason) OfParameter(string name)
    {
        var words = ToolNames.Words(name);
        if (words.Any(Files.Contains) && words.Any(static w => w is "content" or "contents" or "read" or "reading" or "from" or "data" or "file"))
        {
            return (0.7, "a parameter's name asks for the contents of a secret file");
        }

        return Knowledge.Any(pair => words.Any(pair.First.Contains) && words.Any(pair.Second.Contains))
            ? (0.5, "a parameter asks for what the agent knows and the tool has no use for") : default;
    }

    /// <summary>Whether a tool's name praises itself.</summary>
    public static (double Weight, string Reason) OfTool(string name) =>
        ToolNames.Words(name) is [var first, ..] && Boasts.Contains(first) ? (0.6, "its name praises it above other tools") : default;
}
