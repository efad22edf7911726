namespace PolicyGuard.Taint;

/// <summary>Signs in a text that cost little to look for and tell which detectors need not be asked.</summary>
[Flags]
internal enum Cues : byte
{
    /// <summary>No sign.</summary>
    None = 0,

    /// <summary>Six digits or more, with at most three blanks, dots, dashes, slashes, brackets or characters beyond ASCII between neighbours.</summary>
    Digits = 1,

    /// <summary>An <c>@</c>.</summary>
    At = 2,

    /// <summary>A character beyond ASCII.</summary>
    NonAscii = 4,

    /// <summary>Sixteen letters, digits and <c>+ / - _</c> in a row.</summary>
    Long = 8,

    /// <summary>A digit.</summary>
    Digit = 16,
}
