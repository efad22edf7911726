using System.Collections.Frozen;
using PolicyGuard.Taint.Flow.Values;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>Tells from an argument's name what it is to a tool.</summary>
internal static class ArgumentRoles
{
    private static readonly FrozenSet<string> Control = Set(
        "recipient recipients to cc bcc email emails mail address addresses url urls uri uris link links href website webpage site domain host path paths file files filename filepath directory dir folder destination dest source src target id ids uid uuid user users username account accounts iban bic amount amounts price quantity qty shares permission permissions role roles channel channels phone number password passcode pin webhook repo repository branch command cmd script sql statement guest guests member members participant participants attendee attendees invitee invitees beneficiary payee owner key token device door room bucket table database endpoint callback server symbol currency wallet contact contacts group team project hotel restaurant company payer sender code access expression action operation function program module package url");

    private static readonly FrozenSet<string> Content = Set("body content contents text message messages msg subject title description desc note notes comment comments summary html markdown caption details reason question prompt feedback memo reply headline location label labels tag tags");

    private static readonly FrozenSet<string> Setting = Set("date dates time day days month year start end begin from until timezone duration limit offset max min count page size format language lang sort order filter recurring timeout mode verbose encoding width height color style theme depth radius latitude longitude unit units temperature lat lon lng raw");

    /// <summary>The role of an argument.</summary>
    /// <param name="words">The words of its name, those of the outer names first.</param>
    /// <param name="text">Its value.</param>
    public static ArgumentRole Of(IReadOnlyList<string> words, string text) =>
        // Nobody said what it is: a number alone steers nothing; a value that names one thing in the world steers, running text does not.
        OfName(words, out _) ?? (text.AsSpan().IndexOfAnyExcept("0123456789.,-+eE ") < 0 ? ArgumentRole.Setting
            : text.Length <= 64 && text.AsSpan().Count(' ') <= 3 ? ArgumentRole.Control : ArgumentRole.Content);

    /// <summary>The role that the name alone tells; null where it tells nothing.</summary>
    /// <param name="words">The words of its name, those of the outer names first.</param>
    /// <param name="word">The word that told; empty where none did.</param>
    public static ArgumentRole? OfName(IReadOnlyList<string> words, out string word)
    {
        // The last word names the thing: user_email is an address, file_content a text.
        for (var i = words.Count - 1; i >= 0; i--)
        {
            word = words[i];
            if (Content.Contains(word))
            {
                return ArgumentRole.Content;
            }

            if (Control.Contains(word))
            {
                return ArgumentRole.Control;
            }

            if (Setting.Contains(word))
            {
                return ArgumentRole.Setting;
            }
        }

        word = "";
        return null;
    }

    /// <summary>The role that the operator gives an argument; null where nobody did.</summary>
    /// <param name="options">The operator's choices.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="upstream">Its upstream.</param>
    /// <param name="pointer">The place of the argument, as an RFC 6901 pointer.</param>
    public static ArgumentRole? Said(TaintOptions options, CanonicalName tool, string? upstream, string pointer)
    {
        foreach (var (tools, argument, isControl) in options.Arguments)
        {
            if (pointer.AsSpan(1).StartsWith(argument, StringComparison.Ordinal) && (pointer.Length == argument.Length + 1 || pointer[argument.Length + 1] == '/')
                && tools.Matches(tool, wide: isControl, upstream))
            {
                return isControl ? ArgumentRole.Control : ArgumentRole.Content;
            }
        }

        return null;
    }

    /// <summary>Whether the argument says where to look.</summary>
    public static bool IsLocator(IReadOnlyList<string> words) => words.Any(Locators.Contains);

    /// <summary>Whether the argument says how much.</summary>
    public static bool IsAmount(IReadOnlyList<string> words) => words is [.., "amount" or "amounts" or "price" or "quantity" or "qty" or "total" or "sum"];

    private static readonly FrozenSet<string> Locators = Set("path paths file files filename filepath url urls uri link href channel id ids user name page document doc repo repository website webpage site folder directory inbox mailbox title");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
