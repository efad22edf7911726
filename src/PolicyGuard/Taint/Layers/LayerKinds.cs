namespace PolicyGuard.Taint.Layers;

/// <summary>Ways in which a text can be hidden in another. A guess is made once on the way to a text; what a text says of itself may be nested.</summary>
[Flags]
internal enum LayerKinds : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Escapes and look-alikes of characters.</summary>
    Escapes = 1,

    /// <summary>base64, hex, and what was compressed inside.</summary>
    Blob = 2,

    /// <summary>Read from the end.</summary>
    Backwards = 4,

    /// <summary>Letters moved by thirteen.</summary>
    Rot13 = 8,

    /// <summary>Characters with separators between.</summary>
    Spaced = 16,

    /// <summary>Lines put together.</summary>
    Chunked = 32,

    /// <summary>Literals put together.</summary>
    Literals = 64,

    /// <summary>Values of one object or array put together.</summary>
    Siblings = 128,

    /// <summary>Those that nothing in the text asks for.</summary>
    Guesses = Backwards | Rot13 | Spaced | Chunked | Literals | Siblings,
}
