namespace PolicyGuard.Taint.Layers;

/// <summary>The layers, in the order in which they are read.</summary>
internal static class Reading
{
    /// <summary>Reads a text through every layer that it shows a sign of.</summary>
    /// <param name="text">The text.</param>
    /// <param name="signs">What it shows.</param>
    /// <param name="marks">Which anchors stand in it, mirrored ones too.</param>
    /// <param name="set">The detectors.</param>
    /// <param name="outer">The layer that it came through, or null.</param>
    /// <param name="next">Takes what it holds.</param>
    /// <param name="run">Looks at what was taken.</param>
    public static void Read(ReadOnlySpan<char> text, Signs signs, ReadOnlySpan<ulong> marks, DetectorSet set, Decoded? outer, Decoded next, ScanRun run)
    {
        if ((signs & Signs.Escaped) != 0)
        {
            next.Begin(outer, LayerKinds.Escapes, "");
            if (Unescape.Read(text, next))
            {
                LookFurther(next, run);
            }
        }

        if ((signs & Signs.Blob) != 0)
        {
            Blobs.Read(text, outer, next, run);
        }

        if ((signs & Signs.Spaced) != 0 && Guess(outer, next, LayerKinds.Spaced, "spaced") && Pieces.Spaced(text, next))
        {
            LookFurther(next, run);
        }

        if ((signs & Signs.Chunked) != 0 && Guess(outer, next, LayerKinds.Chunked, "lines") && Pieces.Chunked(text, next))
        {
            LookFurther(next, run);
        }

        if ((signs & Signs.Literals) != 0 && Guess(outer, next, LayerKinds.Literals, "literals") && Pieces.Literals(text, next))
        {
            LookFurther(next, run);
        }

        if (IsSet(marks, set.Backwards) && Guess(outer, next, LayerKinds.Backwards, "reversed"))
        {
            Mirror.Backwards(text, next.Mirrored(text.Length, backwards: true));
            run.Look(next);
        }

        if (IsSet(marks, set.Rot13) && Guess(outer, next, LayerKinds.Rot13, "rot13"))
        {
            Mirror.Rot13(text, next.Mirrored(text.Length, backwards: false));
            run.Look(next);
        }
    }

    // What one layer left alone was read before it; only what it made can show something new to the next. Escapes come first: what they hide is put together later.
    private static void LookFurther(Decoded next, ScanRun run)
    {
        if (next.Outer is null or { Kinds: LayerKinds.Escapes } || next.Outer.IsWhole || next.Interlocks())
        {
            run.Look(next);
        }
    }

    private static bool Guess(Decoded? outer, Decoded next, LayerKinds kind, string name)
    {
        if (outer is not null && (outer.Kinds & kind) != 0)
        {
            return false;
        }

        next.Begin(outer, kind, name);
        return true;
    }

    private static bool IsSet(ReadOnlySpan<ulong> marks, int bit) => (marks[bit >> 6] >> bit & 1) != 0;
}
