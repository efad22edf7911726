using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>A name that says password, and a value that could be one: people choose them, so entropy says nothing.</summary>
internal sealed class AssignedPassword : Detector
{
    private const int Shortest = 6;
    private const int ShortestMember = 4;
    private const int Longest = 128;

    private static readonly SecretName Names = new(
        "password", "passwd", "passphrase", "passcode", "pswd", "pwd", "_pass", "-pass", "dbpass", "userpass");

    public override string Id => "assigned-password";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => Names.Keywords;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var word = Names.Find(text, from);
            if (word.Length == 0)
            {
                break;
            }

            from = word.Start + 1;
            var assigned = Assignment.At(text, word.Start, word.Start + word.Length);
            var value = text.Slice(assigned.Start, assigned.Length);
            if (value.Length is >= Shortest and <= Longest && !assigned.IsList && !assigned.IsCode && Names.Assigns(assigned)
                && IsPassword(assigned.Name, value, assigned.Quote != '\0'))
            {
                return new Hit(assigned.Start, assigned.Length);
            }
        }

        return Hit.None;
    }

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        value.Length is >= ShortestMember and <= Longest && Names.Promises(name) && IsPassword(name, value, isQuoted: true)
            ? new Hit(0, value.Length)
            : Hit.None;

    private static bool IsPassword(ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool isQuoted)
    {
        if (value.ContainsAny(" \t\n\r()") || Placeholder.Is(value) || IsPath(value) || SpellsName(name, value))
        {
            return false;
        }

        // Bare words behind "password:" are mostly prose or code; what has letters and digits in it is neither.
        return isQuoted || (value.ContainsAnyInRange('0', '9') && (value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z')));
    }

    // PWD is a folder too, and some options take the place where the password lies.
    private static bool IsPath(ReadOnlySpan<char> value) => value[0] is '/' or '~' || (value.Contains('/') && Randomness.IsWords(value));

    // SET_PASSWORD = "SetPassword" is a constant.
    private static bool SpellsName(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        Span<char> spelled = stackalloc char[value.Length];
        var length = 0;
        foreach (var c in name)
        {
            if (c is not ('_' or '-' or '.' or ' ') && length < spelled.Length)
            {
                spelled[length++] = c;
            }
        }

        return value.Equals(spelled[..length], StringComparison.OrdinalIgnoreCase);
    }
}
