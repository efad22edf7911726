using System.Globalization;

namespace PolicyGuard.Cli.Terminal;

/// <summary>A line that counts, on standard error, for work that takes more than a second.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private long _next = TimeProvider.System.GetTimestamp() + TimeProvider.System.TimestampFrequency;
    private bool _shown;

    private Progress()
    {
    }

    /// <summary>The line, or null where no person would see it.</summary>
    public static Progress? OnTerminal() => Console.IsErrorRedirected ? null : new Progress();

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
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{entries:N0} entries"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_shown)
        {
            Console.Error.Write("\r                            \r");
        }
    }
}
