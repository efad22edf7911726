using System.Text.Json;

namespace TinyMcp;

/// <summary>
/// Answers MCP messages for a list of tools, one message in, at most one out, no state between them: enough for every revision, since
/// nothing here depends on what was agreed in a handshake. Whoever carries the bytes (HTTP or stdio) is somebody else.
/// </summary>
public sealed class ToolServer(string name, string version, IReadOnlyList<Tool> tools)
{
    /// <summary>Answers one message.</summary>
    /// <param name="utf8">The message.</param>
    /// <param name="header">Reads a header of the HTTP request, to hold against the body; null on stdio, which has none.</param>
    public Reply Answer(ReadOnlyMemory<byte> utf8, Func<string, string?>? header = null)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8);
        }
        catch (JsonException)
        {
            return RpcResponse.Error(default, false, RpcError.ParseError, "Not JSON.");
        }

        using (document)
        {
            var message = document.RootElement;
            if (message.ValueKind != JsonValueKind.Object)
            {
                return RpcResponse.Error(default, false, RpcError.InvalidRequest, "Not a JSON-RPC message; batches are not read.");
            }

            var hasId = message.TryGetProperty("id", out var id);
            if (!message.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
            {
                // Without a method it is a response to a question that this server never asks.
                return hasId ? new Reply(null, 0, false) : RpcResponse.Error(default, false, RpcError.InvalidRequest, "Neither a method nor an id.");
            }

            return hasId ? Request(id, method.GetString()!, message, header) : new Reply(null, 0, false);
        }
    }

    private Reply Request(JsonElement id, string method, JsonElement message, Func<string, string?>? header)
    {
        message.TryGetProperty("params", out var parameters);
        var revision = Member(Member(parameters, "_meta"), Revisions.MetaKey) is { ValueKind: JsonValueKind.String } named ? named.GetString() : null;
        if (revision is null)
        {
            return method switch
            {
                "initialize" => Result(id, false, json => Initialize(json, parameters)),
                "ping" => Result(id, false, _ => { }),
                "tools/list" => Result(id, false, ListTools),
                "tools/call" => Call(id, false, parameters),
                _ => RpcResponse.Error(id, false, RpcError.MethodNotFound, $"There is no method '{method}'."),
            };
        }

        if (header is not null && Disagreement(method, parameters, revision, header) is { } disagreement)
        {
            return RpcResponse.Error(id, true, RpcError.HeaderMismatch, disagreement);
        }

        if (revision != Revisions.Stateless)
        {
            return RpcResponse.Error(id, true, RpcError.UnsupportedRevision, $"Revision {revision} is not spoken here.", json =>
            {
                WriteVersions(json, "supported");
                json.WriteString("requested", revision);
            });
        }

        return method switch
        {
            "server/discover" => Result(id, true, Discover),
            "tools/list" => Result(id, true, json => { ListTools(json); WriteCacheHints(json); }),
            "tools/call" => Call(id, true, parameters),
            _ => RpcResponse.Error(id, true, RpcError.MethodNotFound, $"There is no method '{method}'."),
        };
    }

    /// <summary>What a header says differently from the body, or null. Intermediaries decide on headers, so a server must not read past a difference.</summary>
    private static string? Disagreement(string method, JsonElement parameters, string revision, Func<string, string?> header)
    {
        var wanted = method == "tools/call" && Member(parameters, "name") is { ValueKind: JsonValueKind.String } tool ? tool.GetString() : null;
        return header("MCP-Protocol-Version") != revision ? "MCP-Protocol-Version is not the body's revision."
            : header("Mcp-Method") != method ? "Mcp-Method is not the body's method."
            : wanted is not null && header("Mcp-Name") != wanted ? "Mcp-Name is not the body's tool."
            : null;
    }

    private void Initialize(Utf8JsonWriter json, JsonElement parameters)
    {
        var asked = Member(parameters, "protocolVersion") is { ValueKind: JsonValueKind.String } version ? version.GetString() : null;
        json.WriteString("protocolVersion", Array.IndexOf(Revisions.WithHandshake, asked) >= 0 ? asked : Revisions.WithHandshake[0]);
        WriteCapabilities(json);
        WriteServerInfo(json, "serverInfo");
    }

    private void Discover(Utf8JsonWriter json)
    {
        WriteVersions(json, "supportedVersions");
        WriteCapabilities(json);
        WriteCacheHints(json);
    }

    private void ListTools(Utf8JsonWriter json)
    {
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            tool.Describe(json);
        }

        json.WriteEndArray();
    }

    private Reply Call(JsonElement id, bool stateless, JsonElement parameters)
    {
        var wanted = Member(parameters, "name");
        var tool = wanted.ValueKind == JsonValueKind.String ? tools.FirstOrDefault(t => wanted.ValueEquals(t.Name)) : null;
        if (tool is null)
        {
            return RpcResponse.Error(id, stateless, RpcError.InvalidParams, "There is no such tool.");
        }

        string text;
        var failed = false;
        try
        {
            text = tool.Run(new ToolArguments(Member(parameters, "arguments")));
        }
        catch (Exception e) when (e is ToolException or IOException or UnauthorizedAccessException)
        {
            (text, failed) = (e.Message, true);
        }

        return Result(id, stateless, json =>
        {
            json.WriteStartArray("content");
            json.WriteStartObject();
            json.WriteString("type", "text");
            json.WriteString("text", text);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteBoolean("isError", failed);
        });
    }

    private Reply Result(JsonElement id, bool stateless, Action<Utf8JsonWriter> body) => RpcResponse.Result(id, stateless, json =>
    {
        body(json);
        if (stateless)
        {
            json.WriteString("resultType", "complete");
            json.WriteStartObject("_meta");
            WriteServerInfo(json, "io.modelcontextprotocol/serverInfo");
            json.WriteEndObject();
        }
    });

    private void WriteServerInfo(Utf8JsonWriter json, string member)
    {
        json.WriteStartObject(member);
        json.WriteString("name", name);
        json.WriteString("version", version);
        json.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter json)
    {
        json.WriteStartObject("capabilities");
        json.WriteStartObject("tools");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteVersions(Utf8JsonWriter json, string member)
    {
        json.WriteStartArray(member);
        json.WriteStringValue(Revisions.Stateless);
        json.WriteEndArray();
    }

    private static void WriteCacheHints(Utf8JsonWriter json)
    {
        json.WriteNumber("ttlMs", 60_000);
        json.WriteString("cacheScope", "public");
    }

    private static JsonElement Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;
}
