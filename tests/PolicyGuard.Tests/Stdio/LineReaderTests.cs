using System.Text;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Tests.Stdio;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("a\r\n\r\n  \n\t b \t\r\n", new[] { "a", "b" })]
    [InlineData("\n\n\n", new string[0])]
    [InlineData("", new string[0])]
    [InlineData("a\nlast without end", new[] { "a", "last without end" })]
    [InlineData("a\rb\n", new[] { "a\rb" })]
    public async Task Lines_are_found_wherever_the_stream_breaks_them(string text, string[] lines)
    {
        foreach (var chunk in new[] { 1, 2, 3, 1000 })
        {
            Assert.Equal(lines, await ReadAsync(text, chunk, maxBytes: 100));
        }
    }

    [Theory]
    [InlineData(10, "0123456789")]
    [InlineData(11, "<11: 01234 ... 6789X>")]
    [InlineData(500_000, "<500000: 01234 ... 6789X>")]
    public async Task A_line_beyond_the_bound_is_passed_over_and_the_next_is_found(int length, string expected)
    {
        var line = length == 10 ? "0123456789" : "01234" + new string('-', Math.Max(0, length - 10)) + (length == 11 ? "6789X"[..] : "6789X");
        foreach (var chunk in new[] { 1, 7, 4096, 1_000_000 })
        {
            Assert.Equal([expected, "next"], await ReadAsync(line + "\nnext\n", chunk, maxBytes: 10));
        }
    }

    [Fact]
    public async Task An_endless_line_costs_no_more_than_the_bound()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = new LineReader(new Chunks(new byte[1], 1, repeat: 100_000_000), maxBytes: 1000);

        var line = await reader.ReadAsync(CancellationToken.None);

        Assert.Equal((LineKind.TooLong, 100_000_000), (line.Kind, line.Length));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public async Task A_large_line_within_the_bound_comes_whole()
    {
        var large = new string('x', 3_000_000);

        Assert.Equal(["a", large, "b"], await ReadAsync($"a\n{large}\nb\n", 64 * 1024, maxBytes: 3_000_000));
    }

    private static async Task<List<string>> ReadAsync(string text, int chunk, int maxBytes)
    {
        using var reader = new LineReader(new Chunks(Encoding.UTF8.GetBytes(text), chunk), maxBytes);
        var lines = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None) is { Kind: not LineKind.End } line)
        {
            lines.Add(line.Kind == LineKind.Whole
                ? Encoding.UTF8.GetString(line.Bytes.Span)
                : $"<{line.Length}: {Encoding.UTF8.GetString(line.Bytes.Span[..5])} ... {Encoding.UTF8.GetString(line.Tail.Span[^5..])}>");
        }

        return lines;
    }

    /// <summary>A stream that gives so many bytes at a time.</summary>
    private sealed class Chunks(byte[] bytes, int chunk, int repeat = 1) : MemoryStream(bytes)
    {
        private long _left = (long)bytes.Length * repeat;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (repeat == 1)
            {
                return base.ReadAsync(buffer.Length > chunk ? buffer[..chunk] : buffer, cancellationToken);
            }

            var read = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..read].Fill((byte)'x');
            _left -= read;
            return new(read);
        }
    }
}
