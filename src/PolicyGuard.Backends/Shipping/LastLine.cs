namespace PolicyGuard.Backends.Shipping;

/// <summary>
/// Mends the end of a file of lines: a last line without its line feed was cut off by a crash or a full disk. It was never acknowledged and is
/// written again, so it is taken away; else the next record would be glued to it.
/// </summary>
internal static class LastLine
{
    private const int Piece = 1 << 16;

    /// <summary>Leaves the file at its end.</summary>
    internal static void Mend(FileStream file)
    {
        var end = file.Length;
        var buffer = new byte[Piece];
        while (end > 0)
        {
            var from = Math.Max(0, end - Piece);
            var piece = buffer.AsSpan(0, (int)(end - from));
            file.Position = from;
            file.ReadExactly(piece);
            if (piece.LastIndexOf((byte)'\n') is var at and >= 0)
            {
                end = from + at + 1;
                break;
            }

            end = from;
        }

        if (end < file.Length)
        {
            file.SetLength(end);
        }

        file.Position = end;
    }
}
