using System.Text;

namespace PolicyGuard.Tests.Fuzz;

/// <summary>Makes new inputs out of known ones: bytes changed, dropped, repeated, swapped between inputs, and pieces put in that readers stumble over.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, Dice dice)
{
    private const int Longest = 8192;

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\u0000", "\\u0061", "null", "true", "1e999", "-0", "0.", "\"\":",
            "\"jsonrpc\":\"2.0\"", "\"id\":1", "\"id\":null", "\"ID\":1", "\"method\":\"tools/call\"", "\"method\":\"notifications/x\"", "\"params\":{}", "\"params\":null",
            "\"name\":\"x\"", "\"Name\":\"x\"", "\"na\\u006de\":\"x\"", "\"arguments\":{}", "\"_meta\":{\"progressToken\":1}", "\"result\":{}", "\"error\":{}", "/*", "//", "\u017f",
            "\ufeff", "\u2028", "\0", "\n", "NaN", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf4, 0x90, 0x80, 0x80],
    ];

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var bytes = dice.Of(corpus).ToList();
        for (var changes = 1 + dice.Below(6); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes.Take(Longest)];
    }

    private void Change(List<byte> bytes)
    {
        var at = dice.Below(bytes.Count + 1);
        var length = Math.Min(1 + dice.Below(dice.Below(4) == 0 ? 64 : 4), bytes.Count - at);
        switch (dice.Below(8))
        {
            case 0 when length > 0:
                bytes[at] ^= (byte)(1 << dice.Below(8));
                break;
            case 1 when length > 0:
                bytes[at] = (byte)dice.Below(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(dice.Below(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                var other = dice.Of(corpus);
                var from = dice.Below(other.Length + 1);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 1 + dice.Below(64))]);
                break;
            default:
                bytes.InsertRange(at, dice.Of(Pieces));
                break;
        }
    }
}
