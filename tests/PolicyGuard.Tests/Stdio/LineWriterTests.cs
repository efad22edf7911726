using System.Text;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Tests.Stdio;

public sealed class LineWriterTests
{
    [Theory]
    [InlineData("{}", "{}\n")]
    [InlineData("{\n\"a\":\r\n1}\r", "{ \"a\":  1} \n")]
    [InlineData("{\"a\":\"\\n\u2028\"}", "{\"a\":\"\\n\u2028\"}\n")]
    public void A_message_is_one_line_whatever_its_layout(string message, string line)
    {
        var stream = new MemoryStream();

        new LineWriter(stream).Post(Encoding.UTF8.GetBytes(message));

        Assert.Equal(line, Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_message_in_pieces_is_one_line()
    {
        var stream = new MemoryStream();

        new LineWriter(stream).Post("{\"id\":\n"u8, "7"u8, ",\r\"x\":1}"u8);

        Assert.Equal("{\"id\": 7, \"x\":1}\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task Messages_of_many_writers_stay_whole()
    {
        var stream = new Sluice();
        stream.Open();
        var writer = new LineWriter(stream);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                writer.Post(Encoding.ASCII.GetBytes(new string((char)('a' + w), 100 + i)));
            }
        })));
        await writer.DrainAsync();

        var lines = Encoding.ASCII.GetString(stream.Written.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4000, lines.Length);
        Assert.All(lines, line => Assert.Equal(-1, line.AsSpan().IndexOfAnyExcept(line[0])));
    }

    [Fact]
    public async Task Who_writes_to_a_stream_that_takes_nothing_has_to_wait_and_goes_on_when_it_does()
    {
        var stream = new Sluice();
        var writer = new LineWriter(stream);
        var message = new byte[400_000];
        var written = 0;
        for (; writer.HasRoom && written < 100; written++)
        {
            writer.Post(message);
        }

        Assert.InRange(written, 3, 5);
        var waiting = writer.WaitForRoomAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);

        stream.Open();
        await waiting;
        await writer.DrainAsync();
        Assert.Equal(written * 400_001, stream.Written.Length);
    }

    [Fact]
    public async Task A_stream_that_breaks_frees_those_who_wait_and_refuses_the_rest()
    {
        var stream = new Sluice();
        var writer = new LineWriter(stream);
        while (writer.HasRoom)
        {
            writer.Post(new byte[400_000]);
        }

        var waiting = writer.WaitForRoomAsync(CancellationToken.None).AsTask();
        var drained = writer.DrainAsync();
        stream.Break();

        await waiting;
        await drained;
        Assert.Throws<IOException>(() => writer.Post("{}"u8));
    }

    /// <summary>A stream that lets nothing through until it is opened.</summary>
    private sealed class Sluice : MemoryStream
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MemoryStream Written { get; } = new();

        public void Open() => _open.TrySetResult();

        public void Break() => _open.TrySetException(new IOException("broken"));

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _open.Task;
            await Task.Yield();
            Written.Write(buffer.Span);
        }
    }
}
