using System.Collections.Frozen;

namespace PolicyGuard.Taint.Flow.Outputs;

/// <summary>What the name of a field says of its value.</summary>
internal static class FieldNames
{
    private static readonly FrozenSet<string> Prose = FrozenSet.ToFrozenSet(
    [
        "subject", "body", "content", "contents", "text", "description", "desc", "message", "messages", "msg", "review", "reviews", "comment", "comments", "note", "notes", "summary",
        "snippet", "snippets", "bio", "about", "detail", "details", "instruction", "instructions", "feedback", "memo", "reason", "caption", "post", "reply", "answer", "abstract", "excerpt",
        "transcript", "preview", "html", "markdown", "readme", "remark", "remarks", "quote", "highlight", "highlights", "tweet", "paragraph", "response", "explanation", "purpose", "reference", "agenda", "page", "story",
    ], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Sensitive = FrozenSet.ToFrozenSet(
    [
        "password", "passwd", "passcode", "passphrase", "secret", "token", "apikey", "credential", "credentials", "pin", "cvv", "cvc", "ssn", "passport", "otp", "mfa", "salary", "diagnosis", "prescription", "prescriptions",
        "genome", "genetic", "privatekey", "recoverycode",
    ], StringComparer.Ordinal);

    private static readonly (string First, string Second)[] SensitivePairs =
    [
        ("credit", "card"), ("debit", "card"), ("card", "number"), ("security", "code"), ("access", "code"), ("verification", "code"), ("api", "key"), ("private", "key"), ("account", "number"), ("bank", "account"),
        ("id", "number"), ("social", "security"), ("tax", "id"), ("birth", "date"), ("date", "birth"), ("medical", "record"), ("health", "record"), ("identity", "number"), ("license", "number"), ("licence", "number"),
    ];

    private static readonly FrozenSet<string> Opinions = FrozenSet.ToFrozenSet(["review", "reviews", "comment", "comments", "reply", "replies", "feedback", "rating", "ratings", "testimonial", "testimonials", "answers", "reactions", "guestbook"], StringComparer.Ordinal);

    /// <summary>Whether strangers write into a field of that name: who names a shop does not name its customers.</summary>
    public static bool IsOpinion(IReadOnlyList<string> words) => words.Any(Opinions.Contains);

    /// <summary>Whether people write running text into a field of that name.</summary>
    public static bool IsProse(IReadOnlyList<string> words) => words.Any(Prose.Contains);

    /// <summary>Whether a field of that name holds what is nobody else's business.</summary>
    public static bool IsSensitive(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (Sensitive.Contains(words[i]) || (i + 1 < words.Count && SensitivePairs.Contains((words[i], words[i + 1]))))
            {
                return true;
            }
        }

        return false;
    }
}
