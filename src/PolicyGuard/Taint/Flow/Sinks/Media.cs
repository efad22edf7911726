namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>By what words people ask for the medium of a tool: who asks for a mail does not ask for a page on the web.</summary>
internal static class Media
{
    private static readonly string[][] Alike =
    [
        ["email", "emails", "mail", "mails", "e-mail", "inbox", "gmail", "outlook"],
        ["webpage", "webpages", "website", "websites", "site", "page", "web", "online", "blog", "homepage"],
        ["message", "messages", "dm", "chat", "sms", "text", "reply", "notification"],
        ["event", "events", "meeting", "meetings", "appointment", "calendar", "participants", "attendees", "reminder", "invitation"],
        ["post", "posts", "tweet", "tweets", "comment", "comments", "status", "thread"],
        ["file", "files", "document", "documents", "doc", "docs", "folder", "drive", "attachment"],
        ["issue", "issues", "ticket", "tickets", "bug"],
    ];

    /// <summary>The words for what a tool's name acts upon, and those that mean the same.</summary>
    public static IReadOnlyCollection<string> Of(IEnumerable<string> objects)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in objects)
        {
            words.Add(word);
            words.UnionWith(Alike.FirstOrDefault(a => a.Contains(word)) ?? []);
        }

        return words;
    }
}
