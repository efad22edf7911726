using System.Text.Json;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Reads a stream of events as a client does: line by line.</summary>
internal sealed class EventFeed(HttpResponseMessage response) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private StreamReader? _reader;

    /// <summary>The id of the last event that had one.</summary>
    public string? LastId { get; private set; }

    /// <summary>The next message; events without data are skipped.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var data = new List<string>();
        while (await LineAsync() is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Add(line[5..].Trim());
            }
            else if (line.StartsWith("id:", StringComparison.Ordinal))
            {
                LastId = line[3..].Trim();
            }
            else if (line.Length == 0 && data.Any(d => d.Length > 0))
            {
                return JsonDocument.Parse(string.Join('\n', data)).RootElement.Clone();
            }
        }

        throw new InvalidOperationException("the stream ended");
    }

    /// <summary>Whether nothing but the end follows.</summary>
    public async Task<bool> EndsAsync()
    {
        while (await LineAsync() is { } line)
        {
            if (line.Length > 0)
            {
                return false;
            }
        }

        return true;
    }

    public ValueTask DisposeAsync()
    {
        _reader?.Dispose();
        return default;
    }

    private async Task<string?> LineAsync()
    {
        _reader ??= new StreamReader(await response.Content.ReadAsStreamAsync());
        return await _reader.ReadLineAsync().WaitAsync(Patience);
    }
}
