using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Rules.Conditions;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>
/// Keeps calls from the gate's own policies, configuration, log and program: an agent that is told to rewrite its rules must not be able to,
/// whatever the rules say. Every text that the upstream will see is read in all the ways a tool server may read it as a path, links included.
/// </summary>
/// <remarks>
/// A text without line breaks is also taken apart into words, as a shell would, and a command always. A folder of ours may have an everyday name
/// (<c>data</c>): such a word by itself counts in a command, and where it is the whole text of a member that may hold a path. What a program makes
/// of its arguments beyond that (variables, wildcards, scripts) is not known here.
/// </remarks>
public sealed class OwnFiles
{
    private const int MostDepth = 256;
    private const int LongestName = 255;
    private const int MostWords = 64;
    private const int LongestCommand = 64 * 1024;

    private static readonly SearchValues<char> InPaths = SearchValues.Create("/\\%~$:");
    private static readonly SearchValues<char> BetweenWords = SearchValues.Create(" \t\r\n'\"`=,;:|&<>()[]{}");

    private readonly OwnGround _ground;
    private readonly OwnPlaces _places;
    private readonly LinkWalk _links;
    private readonly Folder[] _folders;
    private readonly Dictionary<string, Folder[]> _ofUpstream = new(StringComparer.Ordinal);
    private readonly string? _home;

    /// <summary>Resolves the places once, links included.</summary>
    public OwnFiles(OwnGround ground)
    {
        _ground = ground;
        _links = new LinkWalk(ground.LinkAt, ground.Windows);
        _places = new OwnPlaces(ground, _links);
        _home = ground.Home?.Replace('\\', '/').TrimEnd('/');
        _folders = FoldersOf(ground.Folders);
        foreach (var (upstream, folders) in ground.UpstreamFolders)
        {
            _ofUpstream[upstream] = FoldersOf([.. ground.Folders, .. folders]);
        }
    }

    /// <summary>Why a call may not run, or null where it names no file of the gate's own.</summary>
    internal Objection? Object(ToolCall call)
    {
        // What upstreams ask of the client names nothing that they will open for it.
        if (call.Kind is CallKind.List or CallKind.Sampling or CallKind.Elicitation)
        {
            return null;
        }

        var folders = call.Upstream is { } upstream && _ofUpstream.TryGetValue(upstream, out var own) ? own : _folders;
        var place = call.Kind is CallKind.Resource or CallKind.Completion ? Reached(call.Target.Shown, TextUse.Any, folders) : null;
        if (call.Sent is { } sent)
        {
            place ??= Reached(sent.Utf8.Span, folders);
        }

        if (call.Sent?.ArgumentsAt is null)
        {
            place ??= Reached(call.Arguments.Utf8.Span, folders);
        }

        return place is null ? null : new Objection(Reasons.OwnFiles, Wording.OwnFiles(call, place));
    }

    private string? Reached(ReadOnlySpan<byte> json, Folder[] folders)
    {
        string? place = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
        Span<TextUse> uses = stackalloc TextUse[MostDepth + 1];
        while (place is null && reader.Read())
        {
            // A list is for what the member that holds it is for, an object's members each for their own.
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var member = reader.GetString()!;
                    uses[reader.CurrentDepth] = TextUses.Of(member);
                    place = Reached(member, TextUse.Member, folders);
                    break;
                case JsonTokenType.StartArray:
                    uses[reader.CurrentDepth + 1] = uses[reader.CurrentDepth];
                    break;
                case JsonTokenType.String:
                    place = Reached(reader.GetString()!, uses[reader.CurrentDepth], folders);
                    break;
            }
        }

        return place;
    }

    private string? Reached(string text, TextUse use, Folder[] folders)
    {
        var place = Whole(text, use, folders, links: true) ?? (Ascii.IsValid(text) ? null : Whole(PlainForm.OfText(text), use, folders, links: true));
        return place is null && IsWords(text, use) ? Words(text, use, folders) : place;
    }

    // What has line breaks is a document and may speak of our files, unless a shell reads it.
    private static bool IsWords(string text, TextUse use) =>
        text.AsSpan().ContainsAny(BetweenWords)
        && (use == TextUse.Command ? text.Length <= LongestCommand : text.Length <= FoldedPath.Longest && !text.AsSpan().ContainsAny('\n', '\r'));

    private string? Words(string text, TextUse use, Folder[] folders)
    {
        var paths = 0;
        foreach (var range in text.AsSpan().SplitAny(BetweenWords))
        {
            var word = text.AsSpan(range);
            var isPath = word.ContainsAny(InPaths);
            if ((isPath || (_places.MayName(word) && (use == TextUse.Command || !IsEverydayWord(word))))
                && Whole(word.ToString(), use, folders, links: isPath && ++paths <= MostWords) is { } place)
            {
                return place;
            }
        }

        return null;
    }

    private static bool IsEverydayWord(ReadOnlySpan<char> name) => !name.Contains('.') && !name.Contains("policyguard", StringComparison.OrdinalIgnoreCase);

    private string? Whole(string text, TextUse use, Folder[] folders, bool links)
    {
        if (!text.AsSpan().ContainsAny(InPaths) && text is not ("." or ".."))
        {
            var name = text.Trim();
            return name.Length is 0 or > LongestName ? null : Name(name, use, folders, links);
        }

        foreach (var reading in PathReadings.Of(text, _home, _ground.Windows))
        {
            if (Read(reading, folders, links) is { } place)
            {
                return place;
            }
        }

        return null;
    }

    // One name in a folder: the common case of a text that is no path at all.
    private string? Name(string name, TextUse use, Folder[] folders, bool links)
    {
        var near = _places.MayName(name) && (use is TextUse.Any or TextUse.Command || !IsEverydayWord(name));
        if (near && _places.ByName(name) is { } named)
        {
            return named;
        }

        foreach (var folder in folders)
        {
            if ((near ? _places.Find(Join(folder.Written, name)) ?? _places.Find(Join(folder.Real, name)) : null) is { } place)
            {
                return place;
            }

            if (links && _links.Follow(folder.Real, name) is { } target && _places.Find(target) is { } linked)
            {
                return linked;
            }
        }

        return null;
    }

    private string? Read(PathReading reading, Folder[] folders, bool links)
    {
        if (FoldedPath.Of(reading.Text, _ground.Windows) is not { } folded)
        {
            return null;
        }

        if (reading.Absolute && (_places.Find(folded.Rest) ?? (links ? Linked("", reading, folded) : null)) is { } absolute)
        {
            return absolute;
        }

        if (!reading.Absolute && _places.ByName(folded.Rest) is { } named)
        {
            return named;
        }

        // A server may also hang what begins with a slash below a root of its own.
        foreach (var folder in folders)
        {
            if ((_places.Find(folded.From(folder.Written)) ?? (links ? Linked(folder.Real, reading, folded) : null)) is { } place)
            {
                return place;
            }
        }

        return null;
    }

    // Both ways to understand `link/..`: the folder above the link's target, and the one that the text names.
    private string? Linked(string folder, PathReading reading, FoldedPath folded) =>
        (reading.Text.Length <= FoldedPath.Longest ? _places.Find(_links.Resolve(folder, reading.Text)) : null)
        ?? (reading.Text.Length > FoldedPath.Longest || reading.Text.Contains("..", StringComparison.Ordinal) ? _places.Find(_links.Resolve("", folded.From(folder))) : null);

    private Folder[] FoldersOf(IReadOnlyList<string> paths) =>
        [.. paths.Select(path => OwnPlaces.Fold(path, _ground.Windows)).Distinct(StringComparer.Ordinal).Select(written => new Folder(written, _links.Resolve("", written)))];

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private sealed record Folder(string Written, string Real);
}
