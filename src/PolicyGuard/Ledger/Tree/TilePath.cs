using System.Globalization;
using System.Text;

namespace PolicyGuard.Ledger.Tree;

/// <summary>Paths of C2SP tlog-tiles, relative to the log's prefix: <c>tile/0/x001/234.p/12</c>, <c>tile/entries/x001/234</c>.</summary>
public static class TilePath
{
    /// <summary>Hashes in a full tile and entries in a full bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>The largest tile number: its leaves can still be counted.</summary>
    public const long MaxIndex = long.MaxValue >> 8;

    /// <summary>The path of a tile of hashes.</summary>
    /// <param name="level">The tile level, 0 to 63.</param>
    /// <param name="index">The tile within the level, from 0.</param>
    /// <param name="width">Hashes in it, 1 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static string Hashes(int level, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 63);
        return Path(level.ToString(CultureInfo.InvariantCulture), index, width);
    }

    /// <summary>The path of a bundle of entries.</summary>
    /// <param name="index">The bundle, from 0.</param>
    /// <param name="width">Entries in it, 1 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static string Entries(long index, int width) => Path("entries", index, width);

    /// <summary>Reads a path. Only the one spelling that <see cref="Hashes"/> or <see cref="Entries"/> gives is a path.</summary>
    /// <param name="path">The path, without a leading slash.</param>
    /// <param name="tile">What it names.</param>
    public static bool TryParse(string? path, out TileName tile)
    {
        tile = default;
        var parts = path is { Length: <= 64 } ? path.Split('/') : [];
        if (parts.Length < 3 || parts[0] != "tile" || !TryLevel(parts[1], out var level) || !TryWidth(ref parts, out var width))
        {
            return false;
        }

        long index = 0;
        foreach (var part in parts.AsSpan(2))
        {
            if (!TryNumber(part.AsSpan(part.StartsWith('x') ? 1 : 0), out var thousands) || index > (MaxIndex - thousands) / 1000)
            {
                return false;
            }

            index = (index * 1000) + thousands;
        }

        tile = new TileName(level, index, width);
        return path == (level is { } l ? Hashes(l, index, width) : Entries(index, width));
    }

    private static bool TryLevel(string part, out int? level)
    {
        var read = TryNumber(part, out var number) && number <= 63;
        level = read ? number : null;
        return read || part == "entries";
    }

    // The width stands in an element of its own, behind a suffix of the one before.
    private static bool TryWidth(ref string[] parts, out int width)
    {
        width = FullWidth;
        if (!parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            return true;
        }

        if (parts.Length < 4 || !TryNumber(parts[^1], out width) || width is < 1 or >= FullWidth)
        {
            return false;
        }

        parts = [.. parts[..^2], parts[^2][..^2]];
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        return digits.Length <= 3 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static string Path(string level, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, MaxIndex);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, FullWidth);
        var path = new StringBuilder((index % 1000).ToString("000", CultureInfo.InvariantCulture));
        for (var rest = index / 1000; rest > 0; rest /= 1000)
        {
            path.Insert(0, string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:000}/"));
        }

        path.Insert(0, $"tile/{level}/");
        return width == FullWidth ? path.ToString() : path.Append(CultureInfo.InvariantCulture, $".p/{width}").ToString();
    }
}
