using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>What the joined endpoint says of itself: what any of its upstreams can do. Experimental features are left to the upstreams' own endpoints.</summary>
internal static class JoinedHello
{
    private const string TasksExtension = "io.modelcontextprotocol/tasks";

    /// <summary>The result of <c>initialize</c>.</summary>
    public static byte[] Initialize(Endpoint endpoint, string version) => Write(json =>
    {
        json.WriteString("protocolVersion"u8, version);
        WriteCapabilities(json, endpoint.Links);
        json.WritePropertyName("serverInfo"u8);
        json.WriteRawValue(OwnMessages.Implementation, skipInputValidation: true);
        WriteInstructions(json, endpoint);
    });

    /// <summary>The result of <c>server/discover</c>.</summary>
    public static byte[] Discover(Endpoint endpoint) => Write(json =>
    {
        json.WriteString("resultType"u8, "complete"u8);
        json.WriteStartArray("supportedVersions"u8);
        json.WriteStringValue(Revisions.Modern);
        json.WriteEndArray();
        WriteCapabilities(json, endpoint.Links);
        WriteInstructions(json, endpoint);
        json.WriteNumber("ttlMs"u8, 0);
        json.WriteString("cacheScope"u8, "private"u8);
        json.WriteStartObject("_meta"u8);
        json.WritePropertyName("io.modelcontextprotocol/serverInfo"u8);
        json.WriteRawValue(OwnMessages.Implementation, skipInputValidation: true);
        json.WriteEndObject();
    });

    private static void WriteCapabilities(Utf8JsonWriter json, UpstreamLink[] links)
    {
        json.WriteStartObject("capabilities"u8);

        // An upstream that is still starting may bring tools; its clients are told when it does.
        json.WriteStartObject("tools"u8);
        json.WriteBoolean("listChanged"u8, true);
        json.WriteEndObject();
        if (Any(links, "resources"))
        {
            json.WriteStartObject("resources"u8);
            json.WriteBoolean("listChanged"u8, true);
            json.WriteBoolean("subscribe"u8, Subscribes(links));
            json.WriteEndObject();
        }

        if (Any(links, "prompts"))
        {
            json.WriteStartObject("prompts"u8);
            json.WriteBoolean("listChanged"u8, true);
            json.WriteEndObject();
        }

        foreach (var plain in (ReadOnlySpan<string>)["completions", "logging"])
        {
            if (Any(links, plain))
            {
                json.WriteStartObject(plain);
                json.WriteEndObject();
            }
        }

        // Which upstream began a task is known here; a list of all of them is not made.
        if (Any(links, "tasks"))
        {
            json.WritePropertyName("tasks"u8);
            json.WriteRawValue("""{"cancel":{},"requests":{"tools":{"call":{}}}}"""u8);
        }

        if (links.Any(link => !Extension(link).IsEmpty))
        {
            json.WriteStartObject("extensions"u8);
            json.WriteStartObject(TasksExtension);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Extension(UpstreamLink link) => link.Connection is { } connection
        ? RawJson.Member(RawJson.Member(RawJson.Member(connection.Hello, "capabilities"), "extensions"), TasksExtension)
        : default;

    private static bool Any(UpstreamLink[] links, string capability) => links.Any(link => link.Connection?.Offers(capability) == true);

    private static bool Subscribes(UpstreamLink[] links) => links.Any(link => link.Connection is { } connection
        && RawJson.Member(RawJson.Member(RawJson.Member(connection.Hello, "capabilities"), "resources"), "subscribe").Span.SequenceEqual("true"u8));

    private static void WriteInstructions(Utf8JsonWriter json, Endpoint endpoint)
    {
        var lines = new List<string>();
        if (endpoint.Own is not null)
        {
            lines.Add(GovernanceDefinitions.Instructions);
        }

        foreach (var link in endpoint.Links)
        {
            if (link.Connection is { } connection && RawJson.Text(RawJson.Member(connection.Hello, "instructions")) is { } text)
            {
                lines.Add($"{link.Name}: {text}");
            }
        }

        if (lines.Count > 0)
        {
            json.WriteString("instructions"u8, string.Join("\n\n", lines));
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, RpcErrors.Readable))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
