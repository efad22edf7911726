using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>A name that says password, and a value that could be one: people choose them, so entropy says nothing.</summary>
internal sealed class AssignedPassword : Detector
{
    private const int Shortest = 6;
    private const int ShortestMember = 4;
    private const int Longest = 128;

    private static readonly SecretName Names = new("password", "passwd", "passphrase", "passcode", "pswd", "pwd", "_pass", "-pass", "dbpass", "userpass");

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

            from = word.Start + word.Length;
            var assigned = Assignment.At(text, word.Start, from);
            if (assigned.Length is >= Shortest and <= Longest && !assigned.IsList && Names.Promises(assigned.Name)
                && IsPassword(text.Slice(assigned.Start, assigned.Length), assigned.Quote != '\0'))
            {
                return new Hit(assigned.Start, assigned.Length);
            }
        }

        return Hit.None;
    }

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        value.Length is >= ShortestMember and <= Longest && Names.Promises(name) && IsPassword(value, isQuoted: true) ? new Hit(0, value.Length) : Hit.None;

    // Bare words behind "password:" are mostly prose or code; what has letters and digits in it is neither.
    private static bool IsPassword(ReadOnlySpan<char> value, bool isQuoted)
    {
        if (value.ContainsAny(" \t\n\r") || Placeholder.Is(value) || value.ContainsAny("()"))
        {
            return false;
        }

        return isQuoted || (value.ContainsAnyInRange('0', '9') && (value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z')) && !IsMemberAccess(value));
    }

    // "user.password2" names a value.
    private static bool IsMemberAccess(ReadOnlySpan<char> value) =>
        value.IndexOf('.') is > 0 and var dot && dot < value.Length - 1 && char.IsAsciiLetter(value[dot - 1]) && char.IsAsciiLetter(value[dot + 1]) && !value.ContainsAnyExcept(CharClass.Name);
}
