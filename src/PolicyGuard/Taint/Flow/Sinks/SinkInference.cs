using System.Collections.Frozen;
using PolicyGuard.Calls;
using PolicyGuard.Taint.Flow.Requests;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>
/// Infers what a tool does from the words of its name, its annotations and the names of its arguments. A tool of which nothing is known counts as
/// one that changes something small: cautious, not blocking. Annotations of a server are hints: they tighten, and loosen only what was not known.
/// </summary>
internal static class SinkInference
{
    private const int DescribedWords = 12;
    private static readonly FrozenSet<string> Money = Set("money payment payments transaction transactions fund funds bill bills invoice invoices crypto stock stocks shares withdrawal payout payee salary donation");
    private static readonly FrozenSet<string> Talk = Set("email emails mail message messages sms tweet tweets post posts comment comments dm notification notifications chat reply webpage invitation announcement participants attendees");
    private static readonly FrozenSet<string> Keys = Set("password passwords permission permissions access role roles credential credentials secret secrets token tokens authentication factor sharing policy policies lock firewall privilege privileges acl key keys guest guests collaborator collaborators ownership security");
    private static readonly FrozenSet<string> People = Set("user users member members guest guests collaborator collaborators people participant participants team admin");
    private static readonly FrozenSet<string> Code = Set("process command commands shell terminal script code sql bash python container repl");
    private static readonly FrozenSet<string> Documents = Set("file files page pages webpage webpages website url document documents doc docs content contents text article pdf readme html markdown txt note notes resource wiki transcript message");
    private static readonly FrozenSet<string> Invites = Set("participants attendees invitees recipients recipient to cc bcc guests");
    private static readonly FrozenSet<string> Commands = Set("command cmd script sql code shell");

    /// <summary>The profile of a call's tool.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="definition">What its upstream says of it; null where it is not known.</param>
    /// <param name="arguments">The names of the arguments that the call gives.</param>
    public static ToolProfile Of(string name, ToolDefinition? definition, IReadOnlyCollection<string> arguments)
    {
        var words = NameWords.Of(name);
        var verb = VerbOf(words, out var said);
        var by = "name";
        if (verb is null && Described(definition) is { } described)
        {
            (verb, said, by) = (described.Verb, described.Act, "description");
        }

        var act = said;
        var objects = words.Where(w => w != verb).ToList();
        act = act switch
        {
            Act.Send or Act.Create or Act.Update or Act.None when objects.Any(Money.Contains) => Act.Pay,
            Act.Create or Act.Update or Act.None when objects.Any(Keys.Contains) => Act.Grant,
            Act.Create when verb == "add" && objects.Any(People.Contains) => Act.Grant,
            Act.Create or Act.Update or Act.None when objects.Any(Talk.Contains) => Act.Send,
            Act.Create or Act.Update or Act.None or Act.Read when arguments.Any(a => NameWords.Of(a) is [.., var last] && Commands.Contains(last)) && (act != Act.Read || objects.Any(Code.Contains)) => Act.Run,
            Act.None or Act.Update when objects.Any(Code.Contains) => Act.Run,
            Act.None when definition?.ReadOnly == true => Act.Read,
            _ => act,
        };
        if (definition?.Destructive == true && act is Act.Create or Act.Update or Act.None)
        {
            act = Act.Delete;
        }

        if (act is Act.Create or Act.Update && arguments.Any(a => NameWords.Of(a) is [.., var last] && Invites.Contains(last)))
        {
            act |= Act.Send;
        }

        var risk = act switch
        {
            Act.Read => IsFetch(arguments) ? Risk.Fetch : Risk.None,
            Act.Run => Risk.Code,
            Act.Create or Act.Update or Act.None => Risk.Low,
            _ => Risk.High,
        };
        return new ToolProfile(act, risk, (act & Act.Send) != 0 || act == Act.Pay || risk == Risk.Fetch, act == Act.Read && (risk == Risk.Fetch || IsDocument(verb, objects)), said, act == said ? [] : Asking(act, objects), Media.Of(objects), Why(by, verb, act, risk)) { Addresses = ToolSchema.Addresses(definition) };
    }

    // A payment may be asked for by any word for it; access only by its own: a request to change one's address does not ask for a new password.
    private static IReadOnlyCollection<string> Asking(Act act, List<string> objects) =>
        act == Act.Pay ? Money : act.HasFlag(Act.Send) ? [.. Talk, .. objects.Where(Invites.Contains)] : [.. objects.Where(o => Keys.Contains(o) || Code.Contains(o) || People.Contains(o))];

    // Where the name says nothing the server's own words count: it could lie, but then it could lie in the name as well.
    private static (string Verb, Act Act)? Described(ToolDefinition? definition)
    {
        var words = new WordRuns(definition?.Description);
        for (var i = 0; i < DescribedWords && words.Next(); i++)
        {
            var word = words.Current;
            if (Verbs.TryFind(word, out var verb) || (word.Length > 3 && word[^1] is 's' or 'S' && (Verbs.TryFind(word[..^1], out verb) || (word.Length > 4 && Verbs.TryFind(word[..^2], out verb)))))
            {
                return (word.ToString().ToLowerInvariant(), verb.Act);
            }
        }

        return null;
    }

    // The first word that is only a verb, else the first that can be one: order_list lists, message_send sends.
    private static string? VerbOf(IReadOnlyList<string> words, out Act act)
    {
        string? second = null;
        act = Act.None;
        foreach (var word in words)
        {
            if (!Verbs.TryFind(word, out var verb) && !(word.EndsWith("er", StringComparison.Ordinal) && Actor(word, out verb)))
            {
                continue;
            }

            if (!verb.IsNoun)
            {
                act = verb.Act;
                return word;
            }

            if (second is null)
            {
                second = word;
                act = verb.Act;
            }
        }

        return second;
    }

    // getter, reader, finder.
    private static bool Actor(string word, out Verbs.Verb verb)
    {
        var stem = word[..^2];
        return Verbs.TryFind(stem, out verb) || (stem.Length > 3 && stem[^1] == stem[^2] && Verbs.TryFind(stem.AsSpan(0, stem.Length - 1), out verb)) || Verbs.TryFind(stem + "e", out verb);
    }

    // Whatever looks something up by an address asks somebody outside, and tells them.
    private static bool IsFetch(IReadOnlyCollection<string> arguments) =>
        arguments.Any(static a => NameWords.Of(a).Any(static w => w is "url" or "urls" or "uri" or "href" or "link" or "website" or "webpage"));

    private static bool IsDocument(string? verb, List<string> objects) =>
        verb is "read" or "fetch" or "open" or "load" or "extract" or "crawl" or "scrape" or "navigate" && (objects.Count == 0 || objects.Any(Documents.Contains))
        && !objects.Any(Talk.Contains);

    private static string Why(string by, string? verb, Act act, Risk risk) =>
        verb is null ? "its name has no verb that we know" : $"its {by} says '{verb}', which is {act.ToString().ToLowerInvariant()} of risk {risk.ToString().ToLowerInvariant()}";

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
