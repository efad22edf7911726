namespace PolicyGuard.Gate.Judging;

/// <summary>What a judge says.</summary>
public enum JudgeWord
{
    /// <summary>A human should decide. Also where there is no answer.</summary>
    Escalate,

    /// <summary>The call serves the task.</summary>
    Allow,

    /// <summary>The call does not serve the task, or is against a constraint.</summary>
    Block,
}

/// <summary>Where an answer comes from.</summary>
public enum JudgeMethod
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>A model gave it.</summary>
    Llm,

    /// <summary>A model gave it to exactly this question before.</summary>
    Cache,
}

/// <summary>Spellings.</summary>
public static class JudgeWords
{
    /// <summary>The word as answers and entries have it.</summary>
    public static string Name(this JudgeWord word) => word switch
    {
        JudgeWord.Allow => "allow",
        JudgeWord.Block => "block",
        _ => "escalate",
    };

    /// <summary>The word as entries have it.</summary>
    public static string Name(this JudgeMethod method) => method switch
    {
        JudgeMethod.Llm => "llm",
        JudgeMethod.Cache => "cache",
        _ => "none",
    };

    /// <summary>Reads a word as a model writes it: blanks around it and letter case do not count, and every other word is no verdict, so a human decides.</summary>
    public static JudgeWord Read(string text) => text.AsSpan().Trim() switch
    {
        var word when word.Equals("allow", StringComparison.OrdinalIgnoreCase) => JudgeWord.Allow,
        var word when word.Equals("block", StringComparison.OrdinalIgnoreCase) => JudgeWord.Block,
        _ => JudgeWord.Escalate,
    };
}
