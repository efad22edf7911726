namespace PolicyGuard.Taint.Flow.Values;

/// <summary>One canonical form of a value.</summary>
/// <param name="Kind">One of <see cref="FormKinds"/>.</param>
/// <param name="Text">The canonical text.</param>
/// <param name="Start">Where the value begins in the text it was read from; of a decoded layer, where the encoded text begins.</param>
internal readonly record struct Form(char Kind, string Text, int Start)
{
    /// <summary>Whether the form names one thing in the world, so that nobody has it by chance.</summary>
    public bool IsStrong => Kind is FormKinds.Mail or FormKinds.Url or FormKinds.Path || (Kind == FormKinds.Id && Text.Length >= 6 && Digits(Text) >= 2);

    private static int Digits(string text)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += char.IsDigit(c) ? 1 : 0;
        }

        return count;
    }
}

/// <summary>The kinds of forms; they keep equal texts apart, and are part of what is stored.</summary>
internal static class FormKinds
{
    /// <summary>An e-mail address.</summary>
    public const char Mail = 'e';

    /// <summary>A URL without its scheme, or a host with a path.</summary>
    public const char Url = 'u';

    /// <summary>A host alone.</summary>
    public const char Host = 'h';

    /// <summary>Letters and digits of an id, an account, a phone number.</summary>
    public const char Id = 'i';

    /// <summary>A number.</summary>
    public const char Number = 'n';

    /// <summary>A path of at least two parts.</summary>
    public const char Path = 'p';

    /// <summary>A whole short text, word by word.</summary>
    public const char Whole = 'W';

    /// <summary>A word.</summary>
    public const char Word = 'w';
}
