namespace PolicyGuard.Calls;

/// <summary>The kinds of data for which obligations are written: <c>secret</c>, <c>pii</c>, <c>instructions</c> and <c>custom:*</c> labels.</summary>
public static class ResultKinds
{
    /// <summary>Credentials and keys.</summary>
    public const string Secret = "secret";

    /// <summary>Personal data.</summary>
    public const string Pii = "pii";

    /// <summary>Text that gives orders to whoever reads it.</summary>
    public const string Instructions = "instructions";

    // Both labels say that a text speaks to the agent rather than to the user.
    private const string InstructionsLabel = "custom:instructions";
    private const string UntrustedLabel = "untrusted_external";

    /// <summary>The kinds that have a name of their own.</summary>
    public static readonly IReadOnlyList<string> BuiltIn = [Secret, Pii, Instructions];

    /// <summary>Whether obligations can be written for a word: one of the built-in kinds, or a label of one's own.</summary>
    public static bool IsKind(string text) => BuiltIn.Contains(text, StringComparer.Ordinal) || (text != InstructionsLabel && text.StartsWith("custom:", StringComparison.Ordinal) && LabelSet.TryParse(text, out _));

    /// <summary>The kinds of a label set.</summary>
    public static IEnumerable<string> Of(LabelSet labels)
    {
        foreach (var name in labels.Names())
        {
            if (name is InstructionsLabel or UntrustedLabel)
            {
                yield return Instructions;
            }
            else if (IsKind(name))
            {
                yield return name;
            }
        }
    }
}
