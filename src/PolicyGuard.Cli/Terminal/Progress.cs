using System.Globalization;

namespace PolicyGuard.Cli.Terminal;

/// <summary>A line that counts, on standard error, for work that takes more than a second.</summary>
internal sealed class Progress : IDisposable
{
    private const int Width = 30;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private long _next = TimeProvider.System.GetTimestamp() + TimeProvider.System.TimestampFrequency;
    private bool _shown;

    private readonly long? _all;

    private Progress(long? all) => _all = all;

    /// <summary>The line, or null where no person would see it.</summary>
    /// <param name="all">How many there are to do, where that is known: then it is a bar.</param>
    public static Progress? OnTerminal(long? all = null) => Console.IsErrorRedirected ? null : new Progress(all);

    /// <summary>So many are done.</summary>
    public void Tell(long entries)
    {
        var now = TimeProvider.System.GetTimestamp();
        if (now < _next)
        {
            return;
        }

        _next = now + (long)(Every.TotalSeconds * TimeProvider.System.TimestampFrequency);
        _shown = true;
        Console.Error.Write(_all is > 0 and var all
            ? string.Create(CultureInfo.InvariantCulture, $"\r[{new string('#', (int)(Width * entries / all)),-Width}] {entries:N0} of {all:N0}")
            : string.Create(CultureInfo.InvariantCulture, $"\r{entries:N0} entries"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_shown)
        {
            Console.Error.Write($"\r{new string(' ', Width * 2)}\r");
        }
    }
}
