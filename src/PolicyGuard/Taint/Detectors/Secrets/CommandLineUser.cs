using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>The user and password that <c>curl</c> is given: <c>-u user:password</c>, <c>--user</c>, <c>--proxy-user</c>.</summary>
internal sealed class CommandLineUser : Detector
{
    private const string Command = "curl";
    private const int Longest = 1024;
    private static readonly SearchValues<string> Options =
        SearchValues.Create([" -u", " --user", " --proxy-user", " -U"], StringComparison.Ordinal);

    public override string Id => "curl-user";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => [Command];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        var looked = from;
        while (from < text.Length)
        {
            var at = text[from..].IndexOf(Command, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                break;
            }

            from += at + Command.Length;
            // Options that stand behind two commands are looked at once.
            var end = Math.Min(text.Length, from + Longest);
            var begin = Math.Min(Math.Max(from, looked), end);
            var line = text[begin..end];
            looked = end;
            for (var option = line.IndexOfAny(Options); option >= 0;)
            {
                var hit = OfOption(line, option);
                if (hit.Length > 0)
                {
                    return new Hit(begin + hit.Start, hit.Length);
                }

                var more = line[(option + 2)..].IndexOfAny(Options);
                option = more < 0 ? -1 : option + 2 + more;
            }
        }

        return Hit.None;
    }

    private static Hit OfOption(ReadOnlySpan<char> line, int option)
    {
        var i = option + 1;
        while (i < line.Length && (line[i] == '-' || char.IsAsciiLetter(line[i])) && !(i - option == 3 && line[option + 2] is 'u' or 'U'))
        {
            i++;
        }

        while (i < line.Length && line[i] is ' ' or '=' or '"' or '\'')
        {
            i++;
        }

        var value = line[i..];
        var end = value.IndexOfAny(" \t\r\n\"'\\");
        value = end < 0 ? value : value[..end];
        var colon = value.IndexOf(':');
        return colon >= 0 && value.Length - colon > 2 && !value.Contains("://", StringComparison.Ordinal) && !Placeholder.Is(value[(colon + 1)..])
            ? new Hit(i, value.Length)
            : Hit.None;
    }
}
