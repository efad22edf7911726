using System.Diagnostics;
using System.Runtime.InteropServices;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Demo;

/// <summary>The two tool servers of the demo, as programs that lie beside this one.</summary>
internal sealed class DemoServers : IDisposable
{
    private readonly Process _notes;
    private readonly string _files;

    private DemoServers(Process notes, Uri notesUrl, string files) => (_notes, NotesUrl, _files) = (notes, notesUrl, files);

    /// <summary>Where the notes are.</summary>
    public Uri NotesUrl { get; }

    /// <summary>The gateway's view of both: one over HTTP, one that it starts itself.</summary>
    public IReadOnlyList<UpstreamOptions> Upstreams =>
    [
        new() { Name = "notes", Url = NotesUrl },
        new() { Name = "files", Command = DotNet(), Args = [Program("FilesServer"), _files] },
    ];

    /// <summary>Starts the notes server, which ends when we do: it reads its standard input, and we hold the other end.</summary>
    /// <exception cref="IOException">It did not start.</exception>
    public static async Task<DemoServers> StartAsync(string folder, CancellationToken ct)
    {
        var files = Path.Combine(folder, "files");
        var start = new ProcessStartInfo(DotNet(), [Program("NotesServer"), "--until-eof"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var notes = Process.Start(start) ?? throw new IOException("the notes server did not start");
        var line = await notes.StandardOutput.ReadLineAsync(ct);
        return Uri.TryCreate(line, UriKind.Absolute, out var url) ? new DemoServers(notes, url, files) : throw new IOException($"the notes server did not start: {line}");
    }

    /// <summary>The files that are there, by their names.</summary>
    public IReadOnlyList<string> Files() => Directory.Exists(_files)
        ? [.. Directory.EnumerateFiles(_files, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_files, file)).Order(StringComparer.Ordinal)]
        : [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _notes.StandardInput.Close();
        if (!_notes.WaitForExit(TimeSpan.FromSeconds(2)))
        {
            _notes.Kill(entireProcessTree: true);
        }

        _notes.Dispose();
    }

    private static string Program(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        return File.Exists(path) ? path : throw new IOException($"the demo's tool server is missing: {path}");
    }

    // The host that runs us: the runtime lies in <root>/shared/Microsoft.NETCore.App/<version>.
    private static string DotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return File.Exists(Path.Combine(root, name)) ? Path.Combine(root, name) : name;
    }
}
