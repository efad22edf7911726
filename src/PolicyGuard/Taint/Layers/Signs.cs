namespace PolicyGuard.Taint.Layers;

/// <summary>What a text shows of layers that could be read through.</summary>
[Flags]
internal enum Signs : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Escapes of some kind, or characters beyond ASCII.</summary>
    Escaped = 1,

    /// <summary>A run that could be base64 or hex.</summary>
    Blob = 2,

    /// <summary>Characters one by one, with the same separator between.</summary>
    Spaced = 4,

    /// <summary>Lines without blanks, one after the other.</summary>
    Chunked = 8,

    /// <summary>Quoted pieces with nothing but punctuation between.</summary>
    Literals = 16,
}
