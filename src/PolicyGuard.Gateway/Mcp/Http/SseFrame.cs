using System.Buffers;
using System.Text;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Writes server-sent events (WHATWG HTML §9.2).</summary>
internal static class SseFrame
{
    /// <summary>A comment, which keeps an idle connection open.</summary>
    public static readonly ReadOnlyMemory<byte> Heartbeat = ":\n\n"u8.ToArray();

    /// <summary>An event with a message. Line breaks within the JSON are blanks between its tokens, so each line becomes a data line.</summary>
    public static void Message(IBufferWriter<byte> to, ReadOnlySpan<byte> json, string? id, int? retryMs)
    {
        to.Write("event: message\n"u8);
        Fields(to, id, retryMs);
        while (true)
        {
            var at = json.IndexOfAny((byte)'\r', (byte)'\n');
            to.Write("data: "u8);
            to.Write(at < 0 ? json : json[..at]);
            to.Write("\n"u8);
            if (at < 0)
            {
                break;
            }

            json = json[(at + 1)..];
        }

        to.Write("\n"u8);
    }

    /// <summary>An event without a message: it only tells the client from where to resume.</summary>
    public static void Mark(IBufferWriter<byte> to, string? id, int? retryMs)
    {
        Fields(to, id, retryMs);
        to.Write("data: \n\n"u8);
    }

    private static void Fields(IBufferWriter<byte> to, string? id, int? retryMs)
    {
        if (id is not null)
        {
            to.Write("id: "u8);
            to.Write(Encoding.UTF8.GetBytes(id));
            to.Write("\n"u8);
        }

        if (retryMs is { } retry)
        {
            to.Write(Encoding.UTF8.GetBytes($"retry: {retry}\n"));
        }
    }
}
