using System.Buffers;

namespace PolicyGuard.Text;

/// <summary>
/// The text of a path with <c>.</c>, <c>..</c> and doubled slashes undone, as text: no link is followed. Without the slash in front, so that
/// <c>/a/b</c>, <c>a/b</c> and <c>C:/a</c> have one form.
/// </summary>
/// <param name="Ups">How many folders it climbs above its beginning; above a root there is nothing to climb to.</param>
/// <param name="Rest">What remains.</param>
internal readonly record struct FoldedPath(int Ups, string Rest)
{
    /// <summary>No system opens a longer one (<c>PATH_MAX</c>; on Windows 32,767, of which servers of ours use none).</summary>
    public const int Longest = 4096;

    /// <summary>Folds a path with forward slashes.</summary>
    /// <param name="text">The path.</param>
    /// <param name="windows">Whether blanks and dots that end a segment, and streams behind a colon, name the same file.</param>
    /// <returns>Null where what remains is longer than a path can be.</returns>
    public static FoldedPath? Of(ReadOnlySpan<char> text, bool windows)
    {
        var buffer = ArrayPool<char>.Shared.Rent(text.Length + 1);
        try
        {
            var (used, ups) = (0, 0);
            foreach (var range in text.Split('/'))
            {
                var segment = Segment(text[range], windows);
                if (segment is "" or ".")
                {
                    continue;
                }

                if (segment is not "..")
                {
                    buffer[used] = '/';
                    segment.CopyTo(buffer.AsSpan(used + 1));
                    used += segment.Length + 1;
                }
                else if (used == 0)
                {
                    ups++;
                }
                else
                {
                    used = buffer.AsSpan(0, used).LastIndexOf('/');
                }
            }

            return used > Longest ? null : new FoldedPath(ups, used == 0 ? "" : new string(buffer, 1, used - 1));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>The path seen from a folder, itself without the slash in front.</summary>
    public string From(string folder)
    {
        for (var i = 0; i < Ups && folder.Length > 0; i++)
        {
            folder = folder[..Math.Max(0, folder.LastIndexOf('/'))];
        }

        return folder.Length == 0 ? Rest : Rest.Length == 0 ? folder : $"{folder}/{Rest}";
    }

    private static ReadOnlySpan<char> Segment(ReadOnlySpan<char> segment, bool windows)
    {
        if (!windows || segment is "." or "..")
        {
            return segment;
        }

        // Behind the second letter a colon begins a stream; there it may be a drive's.
        var stream = segment.Length > 2 ? segment[2..].IndexOf(':') : -1;
        return (stream < 0 ? segment : segment[..(stream + 2)]).TrimEnd(" .");
    }
}
