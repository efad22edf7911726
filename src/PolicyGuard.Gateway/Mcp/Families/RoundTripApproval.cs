using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// Approvals for clients of the stateless revision (2026-07-28, Multi Round-Trip Requests): the call is answered with the question, and the
/// client repeats it with its user's answer. The state that travels with it is signed, so that only who was asked can answer, and is taken
/// off before the call goes on.
/// </summary>
internal sealed class RoundTripApproval(GatewayServices services, GatewayOptions options)
{
    private const string Key = "policyguard";
    private const string Prefix = "policyguard:approval:";

    // Of this process: after a restart the client asks anew, and finds the approval as it stands.
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>The answer to a call that needs a human: the question. Null where it needs none, and where the user was just asked it and dismissed it.</summary>
    public async ValueTask<RouterReply?> AskAsync(Exchange exchange, Reply reply, string? answered, CancellationToken ct)
    {
        if (reply is not { Status: ReplyStatus.Refused, Decision: { WaitsForHuman: true, ApprovalId: { } id } } || id == answered
            || services.Approvals is null || await FindAsync(id, ct).ConfigureAwait(false) is not { } asked)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, RpcErrors.Readable))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            json.WriteRawValue(exchange.Message.Id.Span, skipInputValidation: true);
            json.WriteStartObject("result"u8);
            json.WriteString("resultType"u8, "input_required"u8);
            json.WriteStartObject("inputRequests"u8);
            json.WriteStartObject(Key);
            json.WriteString("method"u8, RpcMethods.ElicitationCreate);
            json.WriteStartObject("params"u8);
            ApprovalQuestion.Write(json, asked);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("requestState"u8, $"{Prefix}{id}:{Sign(exchange, id)}");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new RouterReply(buffer.WrittenSpan.ToArray());
    }

    /// <summary>Whether a call that needs a human is to be answered with the question, and not kept waiting.</summary>
    public async ValueTask<bool> AsksAsync(Exchange exchange, CallKind kind, CancellationToken ct)
    {
        if (exchange.Era != Era.Modern || !CanAsk(exchange, kind))
        {
            return false;
        }

        try
        {
            return await ApprovalQuestion.MayAskAsync(exchange, services, options, ct).ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            // Whoever cannot tell asks nobody.
            return false;
        }
    }

    /// <summary>Takes a user's answer off a repeated call.</summary>
    /// <returns>The call as it was asked at first, and the approval whose answer it carried, if we had asked for it.</returns>
    public async ValueTask<(RpcMessage Message, string? Answered)> TakeAsync(Exchange exchange, RpcMessage message, CancellationToken ct)
    {
        if (exchange.Era != Era.Modern || !RawJson.MayHold(message.Params, "policyguard:approval:"u8)
            || RawJson.Text(RawJson.Member(message.Params, "requestState")) is not { } state || !state.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return (message, null);
        }

        string? answered = null;
        try
        {
            var answer = RawJson.Member(RawJson.Member(message.Params, "inputResponses"), Key);
            if (state.Split(':') is [_, _, var id, var signature] && services.Approvals is { } desk && !answer.IsEmpty
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Sign(exchange, id)))
                && await ApprovalQuestion.MayAskAsync(exchange, services, options, ct).ConfigureAwait(false))
            {
                answered = id;
                await ApprovalQuestion.TakeAsync(desk, exchange.Session.Caller, id, answer, ct).ConfigureAwait(false);
            }
        }
        catch (RegistryException fault)
        {
            services.OnFault($"an answer to an approval was not taken: {fault.Message}");
        }

        return (RawJson.Message(Without(message)), answered);
    }

    private static bool CanAsk(Exchange exchange, CallKind kind) =>
        kind is CallKind.Tool or CallKind.Resource or CallKind.Prompt
        && ApprovalQuestion.CanAsk(RawJson.Member(exchange.Message.Meta, "io.modelcontextprotocol/clientCapabilities"));

    private async ValueTask<Approval?> FindAsync(string id, CancellationToken ct) =>
        (await services.Approvals!.FindAsync(Actor.TokenHolder(), id, ct).ConfigureAwait(false)).Value;

    private string Sign(Exchange exchange, string id) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{exchange.Session.Caller.Id}\n{exchange.Agent.Id}\n{id}")));

    // Written anew: this message is ours already, and the members that are left keep their bytes.
    private static byte[] Without(RpcMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Params.Length);
        using (var json = new Utf8JsonWriter(buffer, RpcErrors.Readable))
        using (var parameters = JsonDocument.Parse(message.Params, new JsonDocumentOptions { MaxDepth = 256 }))
        {
            json.WriteStartObject();
            foreach (var member in parameters.RootElement.EnumerateObject())
            {
                if (member.Name is not ("requestState" or "inputResponses"))
                {
                    json.WritePropertyName(member.Name);
                    json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
                }
            }

            json.WriteEndObject();
        }

        return JsonSplice.Replace(message.Utf8, message.Params, buffer.WrittenSpan);
    }
}
