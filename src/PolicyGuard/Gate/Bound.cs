using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>
/// What an approval is bound to: all of a call that the upstream will see, without what an honest client changes when it repeats it.
/// </summary>
internal sealed class Bound
{
    // The client's own numbering and tracing, and what is meant for this program. They are screened like the rest.
    private static readonly string[] Volatile = ["progressToken", "traceparent", "tracestate", "baggage", "policyguard/agent"];
    private static readonly string[] Envelope = ["jsonrpc", "id", "method"];
    private static readonly string[] Named = ["name", "arguments"];

    private readonly byte[] _arguments;
    private readonly byte[] _beside;
    private readonly string _root;

    private Bound(byte[] arguments, byte[] beside, string root) => (_arguments, _beside, _root) = (arguments, beside, root);

    /// <summary>Parts a call.</summary>
    public static Bound To(ToolCall call)
    {
        var own = Sent.HasOwnArguments(call.Kind) || call.Kind == CallKind.Action;
        var arguments = CanonicalJson.SerializeExact(own ? call.Arguments.Root : Params(call.Arguments.Root, []));
        if (call.Sent is not { } sent)
        {
            return new Bound(arguments, [], "params");
        }

        using var document = JsonDocument.Parse(sent.Utf8, new JsonDocumentOptions { MaxDepth = 256 });
        var isParams = sent.Root == "params";
        var left = sent.ArgumentsAt is null ? [] : Named;
        var beside = isParams ? Params(document.RootElement, left) : Message(document.RootElement, own ? left : null);
        return new Bound(arguments, beside.EnumerateObject().Any() ? CanonicalJson.SerializeExact(beside) : [], sent.Root);
    }

    /// <summary>The binding: SHA-256, lower-case hex.</summary>
    public string Hash(Decision decision) => Hash(decision.Call, decision.PolicySet);

    /// <summary>The binding under a policy set, as above.</summary>
    public string Hash(ToolCall call, string policySet) => Hash(call, policySet, "policyguard/approval/3"u8, _arguments, _beside);

    /// <summary>What a grant covers: any arguments, but this flow only.</summary>
    public static string GrantHash(Decision decision) => Hash(decision.Call, decision.PolicySet, "policyguard/grant/1"u8, Encoding.UTF8.GetBytes(decision.Call.Flow.ToString()), []);

    /// <summary>What the call carries beside its arguments, for the human who is asked; empty where it carries nothing.</summary>
    public string Shown(IReadOnlyList<Finding> findings) => Beside(findings) is { Length: > 0 } beside ? $"; beside its arguments it carries {beside}" : "";

    /// <summary>What the call carries beside its arguments, as JSON, its findings masked; empty where it carries nothing.</summary>
    public string Beside(IReadOnlyList<Finding> findings)
    {
        if (_beside.Length == 0)
        {
            return "";
        }

        using var document = JsonDocument.Parse(_beside, new JsonDocumentOptions { MaxDepth = 256 });
        var own = findings.Count >= Scanner.MaxFindings
            ? findings
            : [.. findings.Where(f => f.Pointer.StartsWith(_root, StringComparison.Ordinal)).Select(f => f with { Pointer = f.Pointer[_root.Length..] })];
        return Encoding.UTF8.GetString(CanonicalJson.SerializeExact(Redactor.Redact(document.RootElement, own)));
    }

    /// <summary>Which call a result that was kept back belongs to: another policy set does not make it another call.</summary>
    public static string ResultHash(Decision decision)
    {
        var bound = To(decision.Call);
        return Hash(decision.Call, "", "policyguard/result/1"u8, bound._arguments, bound._beside);
    }

    private static string Hash(ToolCall call, string policySet, ReadOnlySpan<byte> purpose, byte[] covered, byte[] alsoCovered)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[][] parts =
        [
            purpose.ToArray(), Encoding.UTF8.GetBytes(call.Caller.Id), Encoding.UTF8.GetBytes(call.Agent.Id), Encoding.UTF8.GetBytes(call.ActionType),
            Encoding.UTF8.GetBytes(call.Upstream ?? ""), Encoding.UTF8.GetBytes(call.Target.Shown), covered, alsoCovered,
            Encoding.UTF8.GetBytes(call.Definition?.Hash ?? ""), Encoding.UTF8.GetBytes(policySet),
        ];

        // Length-prefixed, so that no two different calls have one pre-image.
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Null where the parameters are the arguments.
    private static JsonElement Message(JsonElement message, string[]? left) => Rewrite(message, (json, member) =>
    {
        if (Array.IndexOf(Envelope, member.Name) >= 0)
        {
            return;
        }

        if (member.Name != "params")
        {
            member.WriteTo(json);
        }
        else if (left is not null && Params(member.Value, left) is var rest && rest.ValueKind == JsonValueKind.Object && rest.EnumerateObject().Any())
        {
            json.WritePropertyName(member.Name);
            rest.WriteTo(json);
        }
    });

    private static JsonElement Params(JsonElement parameters, string[] left) => parameters.ValueKind != JsonValueKind.Object ? parameters : Rewrite(parameters, (json, member) =>
    {
        if (Array.IndexOf(left, member.Name) >= 0)
        {
            return;
        }

        if (member.Name != "_meta" || member.Value.ValueKind != JsonValueKind.Object)
        {
            member.WriteTo(json);
        }
        else if (Meta(member.Value) is var meta && meta.EnumerateObject().Any())
        {
            json.WritePropertyName(member.Name);
            meta.WriteTo(json);
        }
    });

    private static JsonElement Meta(JsonElement meta) => Rewrite(meta, (json, member) =>
    {
        if (Array.IndexOf(Volatile, member.Name) < 0)
        {
            member.WriteTo(json);
        }
    });

    private static JsonElement Rewrite(JsonElement value, Action<Utf8JsonWriter, JsonProperty> member)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 256, SkipValidation = true }))
        {
            json.WriteStartObject();
            foreach (var each in value.EnumerateObject())
            {
                member(json, each);
            }

            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 256 }).RootElement;
    }
}
