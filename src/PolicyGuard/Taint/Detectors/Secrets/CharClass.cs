using System.Buffers;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>The alphabets that token forms are written with, each named by one letter.</summary>
internal static class CharClass
{
    private const string Digit = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Letters and digits.</summary>
    public static SearchValues<char> Alphanumeric { get; } = SearchValues.Create(Digit + Lower + Upper);

    /// <summary>What a name in code, a configuration or a header is made of.</summary>
    public static SearchValues<char> Name { get; } = SearchValues.Create(Digit + Lower + Upper + "_-.");

    private static readonly Dictionary<char, SearchValues<char>> Classes = new()
    {
        ['d'] = SearchValues.Create(Digit),
        ['x'] = SearchValues.Create(Digit + "abcdef"),
        ['X'] = SearchValues.Create(Digit + "abcdefABCDEF"),
        ['z'] = SearchValues.Create(Lower + Upper),
        ['m'] = SearchValues.Create(Lower),
        ['l'] = SearchValues.Create(Digit + Lower),
        ['u'] = SearchValues.Create(Digit + Upper),
        ['a'] = Alphanumeric,
        ['w'] = SearchValues.Create(Digit + Lower + Upper + "_-"),
        ['v'] = Name,
        ['b'] = SearchValues.Create(Digit + Lower + Upper + "+/"),
        ['e'] = SearchValues.Create(Digit + Lower + Upper + "+/=_-"),
        ['q'] = SearchValues.Create(Digit + Lower + Upper + "=_-"),
        ['o'] = SearchValues.Create(Digit + Lower + Upper + "_~.-"),
        ['t'] = SearchValues.Create(Digit + Lower + Upper + "_-.~+/=%:"),
        ['p'] = SearchValues.Create("="),
    };

    /// <summary>
    /// The class of a letter: <c>d</c> digits, <c>x</c> lower hexadecimal, <c>X</c> hexadecimal, <c>z</c> letters, <c>m</c> small letters,
    /// <c>l</c> small letters and digits, <c>u</c> capitals and digits, <c>a</c> letters and digits, <c>w</c> base64url, <c>v</c> the same and
    /// dots, <c>b</c> base64, <c>e</c> both base64 alphabets with padding, <c>q</c> base64url with padding, <c>o</c> the unreserved
    /// characters of RFC 3986, <c>t</c> what tokens are made of at all, <c>p</c> padding.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No class has that letter.</exception>
    public static SearchValues<char> Of(char letter) => Classes[letter];
}
