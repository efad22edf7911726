using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>How a refusal is told: a tool's as a result that agents read and act on, any other's as an error.</summary>
internal static class Refusals
{
    /// <summary>The answer to a refused, failed or withheld call.</summary>
    public static RouterReply Of(ReadOnlySpan<byte> id, Reply reply, Era era, DenyAs denyAs)
    {
        var callId = reply.Decision.Call.Id;
        if (reply.Status == ReplyStatus.Failed)
        {
            return new RouterReply(RpcErrors.Error(id, RpcErrors.Internal, reply.Message, reply.Reason, callId));
        }

        var rule = reply.Decision.DecidingRule?.Rule;
        var text = reply.Status == ReplyStatus.Withheld ? $"PolicyGuard withheld the result: {reply.Message}" : $"PolicyGuard refused this call: {reply.Message}";
        return Of(id, reply.Decision.Call.Kind, text, reply.Reason, rule, callId, reply.Decision.ApprovalId, era, denyAs, reply.HeldAs);
    }

    /// <summary>The answer to a call that was refused before the gate could judge it.</summary>
    public static RouterReply Of(
        ReadOnlySpan<byte> id, CallKind kind, string text, string reason, string? rule, string? callId, string? approvalId, Era era, DenyAs denyAs, string? heldAs = null)
    {
        var asResult = kind == CallKind.Tool && denyAs == DenyAs.ToolResult;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, RpcErrors.Readable))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            json.WriteRawValue(id, skipInputValidation: true);
            if (asResult)
            {
                WriteResult(json, text, era, reason, rule, callId, approvalId, heldAs);
            }
            else
            {
                json.WriteStartObject("error"u8);
                json.WriteNumber("code"u8, RpcErrors.Refused);
                json.WriteString("message"u8, text);
                json.WriteStartObject("data"u8);
                WriteFacts(json, "", reason, rule, callId, approvalId, heldAs);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return new RouterReply(buffer.WrittenSpan.ToArray());
    }

    private static void WriteResult(Utf8JsonWriter json, string text, Era era, string reason, string? rule, string? callId, string? approvalId, string? heldAs)
    {
        json.WriteStartObject("result"u8);
        if (era == Era.Modern)
        {
            json.WriteString("resultType"u8, "complete"u8);
        }

        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("isError"u8, true);
        json.WriteStartObject("_meta"u8);
        WriteFacts(json, "policyguard/", reason, rule, callId, approvalId, heldAs);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFacts(Utf8JsonWriter json, string prefix, string reason, string? rule, string? callId, string? approvalId, string? heldAs)
    {
        json.WriteString($"{prefix}reason", reason);
        if (rule is not null)
        {
            json.WriteString($"{prefix}rule", rule);
        }

        if (callId is not null)
        {
            json.WriteString($"{prefix}call_id", callId);
        }

        if (approvalId is not null)
        {
            json.WriteString($"{prefix}approval_id", approvalId);
        }

        if (heldAs is not null)
        {
            json.WriteString($"{prefix}result_id", heldAs);
        }
    }
}
