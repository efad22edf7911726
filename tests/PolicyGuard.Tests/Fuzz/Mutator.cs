using System.Text;

namespace PolicyGuard.Tests.Fuzz;

/// <summary>
/// Makes new inputs out of known ones. Half of the changes are blind: bytes flipped, dropped, repeated, pieces that readers stumble over put
/// in anywhere. The other half keep to the joints of JSON, so that much of what comes out is well formed and reaches the code behind the
/// parser. Inputs that came far are kept and changed further.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, Dice dice)
{
    private const int Longest = 8192;
    private const int Kept = 2000;

    private readonly List<byte[]> _kept = [];

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

    private static readonly byte[][] Members =
    [
        .. new[]
        {
            "jsonrpc", "id", "method", "params", "result", "error", "name", "uri", "cursor", "arguments", "_meta", "progressToken", "requestId", "ref", "ID", "Name",
            "na\\u006de", "param\u017f", "a", "\\u0061", "", "io.modelcontextprotocol/protocolVersion", "protocolVersion", "\\ud800", "\U0001F600", "\\ud83d\\ude00",
        }.Select(name => Encoding.UTF8.GetBytes($"\"{name}\"")),
    ];

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "0", "-1.5e3", "1e999", "\"\"", "\"2.0\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "{}", "[]", "[1]", "{\"name\":\"y\"}", "\"tools/call\"",
            "\"tools/list\"", "\"resources/read\"", "\"prompts/get\"", "\"completion/complete\"", "\"notifications/progress\"", "\"notifications/cancelled\"", "\"initialize\"",
            "{\"a\":{\"b\":[{\"c\":[[[]]]}]}}", "{\"progressToken\":7}",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var bytes = Known().ToList();
        var blind = dice.Below(2) == 0;
        for (var changes = 1 + dice.Below(4); changes > 0; changes--)
        {
            if (blind)
            {
                Change(bytes);
            }
            else
            {
                ChangeAtJoint(bytes);
            }
        }

        return [.. bytes.Take(Longest)];
    }

    /// <summary>Remembers an input from which others are worth making.</summary>
    public void Keep(byte[] input)
    {
        if (_kept.Count < Kept)
        {
            _kept.Add(input);
        }
        else
        {
            _kept[dice.Below(Kept)] = input;
        }
    }

    private byte[] Known() => _kept.Count > 0 && dice.Below(2) == 0 ? dice.Of(_kept) : dice.Of(corpus);

    private void ChangeAtJoint(List<byte> bytes)
    {
        var joints = Joints(bytes, "{[,"u8);
        if (joints.Count == 0)
        {
            Change(bytes);
            return;
        }

        var at = dice.Of(joints) + 1;
        switch (dice.Below(5))
        {
            case 0:
                // A value or a member of another input, with the comma that it needs.
                var other = Known().ToList();
                var ends = Joints(other, ",}]"u8);
                var starts = Joints(other, "{[,:"u8);
                if (starts.Count > 0 && dice.Of(starts) is var from && ends.Find(e => e > from) is > 0 and var to)
                {
                    bytes.InsertRange(at, [.. other.GetRange(from + 1, to - from - 1), (byte)',']);
                }

                break;
            case 1:
                // The member or element that begins here, twice.
                var end = bytes.FindIndex(at, b => b is (byte)',' or (byte)'}' or (byte)']');
                bytes.InsertRange(at, [.. bytes.GetRange(at, Math.Max(0, end - at)), (byte)',']);
                break;
            case 2:
                // The member or element that begins here goes, with its comma.
                var comma = bytes.IndexOf((byte)',', at);
                bytes.RemoveRange(at, comma < 0 ? 0 : comma + 1 - at);
                break;
            case 3:
                // Another value.
                var colon = bytes.IndexOf((byte)':', at);
                var stop = colon < 0 ? -1 : bytes.FindIndex(colon, b => b is (byte)',' or (byte)'}');
                if (stop > 0)
                {
                    bytes.RemoveRange(colon + 1, stop - colon - 1);
                    bytes.InsertRange(colon + 1, dice.Of(Values));
                }

                break;
            default:
                bytes.InsertRange(at, [.. dice.Of(Members), (byte)':', .. dice.Of(Values), (byte)',']);
                break;
        }
    }

    private static List<int> Joints(List<byte> bytes, ReadOnlySpan<byte> of)
    {
        var joints = new List<int>();
        for (var i = 0; i < bytes.Count; i++)
        {
            if (of.Contains(bytes[i]))
            {
                joints.Add(i);
            }
        }

        return joints;
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
