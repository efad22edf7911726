namespace PolicyGuard.Gateway.Stdio;

/// <summary>What was read of a stream of lines.</summary>
internal enum LineKind
{
    /// <summary>A line, without its end and without blanks around it.</summary>
    Whole,

    /// <summary>A line beyond the bound: only its beginning and its end were kept.</summary>
    TooLong,

    /// <summary>The stream has ended.</summary>
    End,
}

/// <summary>One line. Its memory is the reader's own and holds until the next read.</summary>
/// <param name="Kind">What was read.</param>
/// <param name="Bytes">The line; where it is too long, its beginning.</param>
/// <param name="Tail">Where it is too long, its last bytes.</param>
/// <param name="Length">How long the line was in bytes.</param>
internal readonly record struct Line(LineKind Kind, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Tail, long Length);
