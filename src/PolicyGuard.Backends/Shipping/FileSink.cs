using System.Buffers;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>Ships to a file, mode 0600, that is set aside when it is full. Acknowledged means synced: file and, where it is new, its name.</summary>
public sealed class FileSink(FileSinkOptions options, IEntryFormat format) : IShipSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _record = new();
    private FileStream? _file;

    /// <inheritdoc/>
    public async ValueTask<string?> SendAsync(IReadOnlyList<StoredEntry> batch, CancellationToken ct)
    {
        // A disk may make us wait; whoever waits for us should not have to.
        await Task.Yield();
        try
        {
            if (_file is not null && !File.Exists(options.Path))
            {
                // Somebody took the file away.
                Close();
            }

            _file ??= Open();
            foreach (var entry in batch)
            {
                ct.ThrowIfCancellationRequested();
                _record.ResetWrittenCount();
                format.Write(entry, _record);
                if (_file.Length > 0 && _file.Length + _record.WrittenCount > options.MaxBytes)
                {
                    SetAside();
                    _file = Open();
                }

                _file.Write(_record.WrittenSpan);
            }

            _file.Flush(flushToDisk: true);
            return null;
        }
        catch
        {
            // What was written of the batch is mended, or written again, with the next attempt.
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private FileStream Open()
    {
        var isNew = !File.Exists(options.Path);
        var file = new FileStream(options.Path, OwnFile());
        try
        {
            LastLine.Mend(file);
            if (file.Length == 0)
            {
                // A buffer of its own: a record may wait for this file.
                var header = new ArrayBufferWriter<byte>();
                format.WriteHeader(header);
                file.Write(header.WrittenSpan);
            }

            if (isNew)
            {
                FolderSync.Run(Path.GetDirectoryName(options.Path)!);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // From the oldest on, so that a crash in between leaves a gap in the numbers and never two files for one.
    private void SetAside()
    {
        _file!.Flush(flushToDisk: true);
        Close();
        for (var number = options.Keep - 1; number >= 1; number--)
        {
            if (File.Exists(Aside(number)))
            {
                File.Move(Aside(number), Aside(number + 1), overwrite: true);
            }
        }

        File.Move(options.Path, Aside(1), overwrite: true);
        FolderSync.Run(Path.GetDirectoryName(options.Path)!);
    }

    private string Aside(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{options.Path}.{number}");

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private static FileStreamOptions OwnFile()
    {
        // No buffer: what could not be written is not written later, behind our back.
        var own = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            own.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return own;
    }
}
