using System.Threading.Channels;

namespace PolicyGuard.Cli.Composition;

/// <summary>
/// Says when policy files may have changed. The folders are watched, not the files, so that editors that replace a file are seen; and every
/// few seconds it says so anyway, because on some file systems (network shares, container mounts) nobody is told of changes.
/// </summary>
internal sealed class PolicyWatcher : IAsyncDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly CancellationTokenSource _end = new();
    private readonly TimeProvider _clock;
    private readonly Func<CancellationToken, Task> _look;
    private readonly Task _loop;

    /// <summary>Watches the folders of some paths.</summary>
    /// <param name="paths">Files and folders, absolute.</param>
    /// <param name="clock">Times the looks.</param>
    /// <param name="look">Looks whether something changed; never at the same time twice.</param>
    public PolicyWatcher(IEnumerable<string> paths, TimeProvider clock, Func<CancellationToken, Task> look)
    {
        _clock = clock;
        _look = look;
        foreach (var folder in paths.Select(static path => Directory.Exists(path) ? path : Path.GetDirectoryName(path)!).Distinct().Where(Directory.Exists))
        {
            Watch(folder);
        }

        _loop = Task.Run(LoopAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _watchers.ForEach(static watcher => watcher.Dispose());
        await _loop;
        _end.Dispose();
    }

    private void Watch(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder);
            watcher.Changed += (_, _) => _changes.Writer.TryWrite(true);
            watcher.Created += (_, _) => _changes.Writer.TryWrite(true);
            watcher.Deleted += (_, _) => _changes.Writer.TryWrite(true);
            watcher.Renamed += (_, _) => _changes.Writer.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or PlatformNotSupportedException)
        {
            // Out of watches, or the folder just went: the regular look remains.
        }
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                var change = _changes.Reader.ReadAsync(wait.Token).AsTask();
                await Task.WhenAny(change, Task.Delay(Look, _clock, wait.Token));
                await wait.CancelAsync();
                _end.Token.ThrowIfCancellationRequested();
                if (change.IsCompletedSuccessfully)
                {
                    // A save is often several writes; look when it is quiet.
                    await Task.Delay(Settle, _clock, _end.Token);
                    _changes.Reader.TryRead(out _);
                }

                await _look(_end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}
