using System.Collections.Concurrent;
using System.Text.Json;

namespace NotesServer;

/// <summary>Keeps what <c>http_post</c> was asked to send, and sends nothing: whoever doubts that a refused call never arrived can look here.</summary>
internal sealed class Outbox
{
    private readonly ConcurrentQueue<(string Url, string Body)> _sent = new();

    public string Post(string url, string body)
    {
        _sent.Enqueue((url, body));
        return $"Posted {body.Length} characters to {url}.";
    }

    /// <summary>All that was posted, as a JSON array, oldest first.</summary>
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
