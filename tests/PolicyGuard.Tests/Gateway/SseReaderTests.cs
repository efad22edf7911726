using System.Text;
using PolicyGuard.Gateway.Upstreams.Http;

namespace PolicyGuard.Tests.Gateway;

/// <summary>Server-sent events as servers really write them, in pieces of any size.</summary>
public sealed class SseReaderTests
{
    public static TheoryData<string, string> Streams() => new()
    {
        { "data: a\n\n", "a" },
        { "data: a\r\n\r\n", "a" },
        { "data: a\r\r", "a" },
        { "data:a\n\n", "a" },
        { "data:  a\n\n", " a" },
        { "\uFEFFdata: a\n\n", "a" },
        { "data: a\ndata: b\n\n", "a\nb" },
        { "data: a\r\ndata: b\rdata: c\n\n", "a\nb\nc" },
        { "data\n\n", "" },
        { ": comment\n:\n\ndata: a\n\n", "a" },
        { "event: message\ndata: a\nunknown: x\n\n", "a" },
        { "data: a\n\ndata: b\n\n", "a|b" },
        { "id: 7\ndata: a\n\n", "7:a" },
        { "id: 7\ndata: \n\n", "7:" },
        { "id: 7\nretry: 100\n\n", "7@100:" },
        { "retry: -1\nretry: x\nretry: 5ms\ndata: a\n\n", "a" },
        { "id: a\0b\ndata: a\n\n", "a" },
        { "data: a\n\ndata: cut off", "a" },
        { "data: a\n\ndata: cut off\n", "a" },
        { "\n\n\n", "" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Every_way_of_cutting_the_bytes_gives_the_same_events(string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var piece = 1; piece <= Math.Max(1, bytes.Length); piece++)
        {
            Assert.Equal(expected, await ReadAsync(bytes, piece));
        }
    }

    [Fact]
    public async Task A_large_event_in_one_line_is_read_within_the_bound_and_refused_beyond()
    {
        var fits = Encoding.UTF8.GetBytes("data: " + new string('x', 60_000) + "\n\n");
        Assert.Equal(60_000, (await ReadAsync(fits, 4096, max: 100_000)).Length);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Encoding.UTF8.GetBytes("data: " + new string('x', 400_000)), 4096, max: 100_000));
    }

    [Fact]
    public async Task Many_short_lines_add_up_to_the_same_bound()
    {
        var many = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: x\n", 60_000)));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(many, 4096, max: 100_000));
    }

    private static async Task<string> ReadAsync(byte[] bytes, int piece, int max = 1 << 20)
    {
        using var reader = new SseReader(new Pieces(bytes, piece), max);
        var events = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None) is { } item)
        {
            events.Add((item.Id, item.RetryMs) switch
            {
                ({ } id, { } retry) => $"{id}@{retry}:",
                ({ } id, null) => $"{id}:",
                _ => "",
            } + Encoding.UTF8.GetString(item.Data.Span));
        }

        return string.Join('|', events);
    }

    private sealed class Pieces(byte[] bytes, int piece) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = Math.Min(Math.Min(piece, count), bytes.Length - _at);
            bytes.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var length = Math.Min(Math.Min(piece, buffer.Length), bytes.Length - _at);
            bytes.AsMemory(_at, length).CopyTo(buffer);
            _at += length;
            return new(length);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
