using System.Runtime.InteropServices;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// Replaces one part of a message and moves the places of the other parts along, so that a message with another id need not be read
/// again. The new value is such as the strict reader accepts.
/// </summary>
internal static class RpcRebase
{
    /// <summary>The message with another id.</summary>
    public static RpcMessage WithId(RpcMessage message, ReadOnlyMemory<byte> id) => With(message, message.Id, id);

    /// <summary>The message with another progress token.</summary>
    public static RpcMessage WithProgressToken(RpcMessage message, ReadOnlyMemory<byte> token) => With(message, message.ProgressToken, token);

    private static RpcMessage With(RpcMessage message, ReadOnlyMemory<byte> part, ReadOnlyMemory<byte> with)
    {
        var bytes = JsonSplice.Replace(message.Utf8, part, with.Span);
        var moved = new Moved(bytes, message.Utf8, part, with.Length);
        return new RpcMessage
        {
            Utf8 = bytes,
            Kind = message.Kind,
            Method = message.Method,
            Id = moved.Place(message.Id),
            Params = moved.Place(message.Params),
            Name = message.Name,
            NameRaw = moved.Place(message.NameRaw),
            Uri = message.Uri,
            UriRaw = moved.Place(message.UriRaw),
            CursorRaw = moved.Place(message.CursorRaw),
            Arguments = moved.Place(message.Arguments),
            Meta = moved.Place(message.Meta),
            ProgressToken = moved.Place(message.ProgressToken),
            CancelledId = moved.Place(message.CancelledId),
            Result = moved.Place(message.Result),
            Error = moved.Place(message.Error),
            ProtocolVersion = message.ProtocolVersion,
        };
    }

    private readonly struct Moved
    {
        private readonly byte[] _bytes;
        private readonly int _base;
        private readonly int _start;
        private readonly int _end;
        private readonly int _shift;

        public Moved(byte[] bytes, ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> part, int length)
        {
            _bytes = bytes;
            _base = Offset(document);
            _start = Offset(part) - _base;
            _end = _start + part.Length;
            _shift = length - part.Length;
        }

        // A part before the change stays, one behind it moves, and one around it grows or shrinks.
        public ReadOnlyMemory<byte> Place(ReadOnlyMemory<byte> part)
        {
            if (part.IsEmpty)
            {
                return default;
            }

            var start = Offset(part) - _base;
            var end = start + part.Length;
            return _bytes.AsMemory((start >= _end ? start + _shift : start)..(end >= _end ? end + _shift : end));
        }

        private static int Offset(ReadOnlyMemory<byte> memory) => MemoryMarshal.TryGetArray(memory, out var segment)
            ? segment.Offset
            : throw new ArgumentException("a message lies in an array", nameof(memory));
    }
}
