using System.Collections.Concurrent;
using System.Text.Json;
using TinyMcp;

namespace NotesServer;

/// <summary>Keeps what would have left for the network, and sends nothing: whoever doubts that a refused call never arrived can look here.</summary>
internal sealed class Outbox
{
    private readonly ConcurrentQueue<(string Url, string Body)> _sent = new();

    public string Post(string url, string body)
    {
        _sent.Enqueue((url, body));
        return $"Posted {body.Length} characters to {url}.";
    }

    /// <summary>Asks for a page that is not here: whoever runs its site learns the whole address.</summary>
    public string Get(string url)
    {
        _sent.Enqueue((url, ""));
        throw new ToolException($"There is no page '{url}'.");
    }

    /// <summary>All that left, as a JSON array, oldest first.</summary>
    public byte[] ToJson()
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var (url, body) in _sent)
            {
                json.WriteStartObject();
                json.WriteString("url", url);
                json.WriteString("body", body);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return stream.ToArray();
    }
}
