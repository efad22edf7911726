using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Auth;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Http;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Api;

/// <summary>
/// Approvals over HTTP, for a page or a chat bot of the operator's: <c>GET /api/approvals</c>, <c>GET /api/approvals/{id}</c>,
/// <c>POST /api/approvals/{id}/approve|deny|revoke</c>. A bearer token is always needed, also on loopback: an agent can reach the port.
/// </summary>
internal sealed class ApprovalApi(ApprovalDesk desk, string? operatorToken, Entrance entrance)
{
    private const string Root = "/api/approvals";
    private const int MaxBody = 16 * 1024;
    private const int MaxListed = 1000;
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly byte[]? _token = operatorToken is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(operatorToken));

    /// <summary>Whether a path is one of these.</summary>
    public static bool Serves(string path) => path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http, string path)
    {
        Actor? actor;
        try
        {
            actor = ActorOf(http) ?? await entrance.ActorAsync(http).ConfigureAwait(false);
        }
        catch (RegistryException fault)
        {
            await RefuseAsync(http, 503, new Refusal(Reasons.RegistryUnavailable, fault.Message)).ConfigureAwait(false);
            return;
        }

        if (actor is null)
        {
            await entrance.FailedAsync(http, Root, new Refusal(Reasons.CallerUnauthenticated, "the approvals API was asked without a valid token")).ConfigureAwait(false);
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(http, 401, new Refusal(Reasons.CallerUnauthenticated, "send `Authorization: Bearer …` with the data folder's operator token, or with an API key whose role answers approvals")).ConfigureAwait(false);
            return;
        }

        await DispatchAsync(http, actor, path[Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)).ConfigureAwait(false);
    }

    private async Task DispatchAsync(HttpContext http, Actor actor, string[] parts)
    {
        var ct = http.RequestAborted;
        switch (http.Request.Method, parts)
        {
            case ("GET", []):
                await ListAsync(http, actor, ct).ConfigureAwait(false);
                break;
            case ("GET", [var id]):
                await AnswerAsync(http, await desk.FindAsync(actor, id, ct).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ("POST", [var id, "revoke"]):
                await AnswerAsync(http, await desk.RevokeAsync(actor, id, ct).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ("POST", [var id, "approve" or "deny"]):
                if (await ReadAsync(http, ct).ConfigureAwait(false) is (var note, var grantFor))
                {
                    await AnswerAsync(http, await desk.AnswerAsync(actor, id, parts[1] == "approve", note, grantFor, ct).ConfigureAwait(false)).ConfigureAwait(false);
                }

                break;
            default:
                await RefuseAsync(http, parts.Length > 2 ? 404 : 405, new Refusal(Reasons.MethodUnknown, $"GET {Root}[/ID], or POST {Root}/ID/approve, deny or revoke")).ConfigureAwait(false);
                break;
        }
    }

    private async Task ListAsync(HttpContext http, Actor actor, CancellationToken ct)
    {
        ApprovalStatus? status = null;
        if (http.Request.Query["status"] is { Count: > 0 } asked)
        {
            if (asked.Count != 1 || int.TryParse(asked[0], out _) || !Enum.TryParse<ApprovalStatus>(asked[0], ignoreCase: true, out var parsed))
            {
                await RefuseAsync(http, 400, new Refusal(Reasons.ApprovalInvalid, $"status: one of {string.Join(", ", Enum.GetNames<ApprovalStatus>()).ToLowerInvariant()}")).ConfigureAwait(false);
                return;
            }

            status = parsed;
        }

        var listed = await desk.ListAsync(actor, status, MaxListed, ct).ConfigureAwait(false);
        if (listed.Refusal is { } refusal)
        {
            await RefuseAsync(http, StatusOf(refusal), refusal).ConfigureAwait(false);
            return;
        }

        await WriteAsync(http, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("approvals"u8);
            foreach (var approval in listed.Value!)
            {
                ApprovalJson.Write(json, approval);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async Task<(string? Note, TimeSpan? GrantFor)?> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (await RequestBody.ReadAsync(http.Request, MaxBody, ct).ConfigureAwait(false) is not { } body)
        {
            await RefuseAsync(http, 413, new Refusal(Reasons.MessageTooLarge, $"at most {MaxBody} bytes")).ConfigureAwait(false);
            return null;
        }

        if (body.IsEmpty)
        {
            return (null, null);
        }

        string fault;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            string? note = null;
            TimeSpan? grantFor = null;
            fault = document.RootElement.ValueKind == JsonValueKind.Object ? "" : "the body has to be a JSON object";
            foreach (var member in fault.Length == 0 ? document.RootElement.EnumerateObject() : default)
            {
                if (member.Name == "note" && member.Value.ValueKind == JsonValueKind.String)
                {
                    note = member.Value.GetString();
                }
                else if (member.Name == "for" && member.Value.ValueKind == JsonValueKind.String && Units.Seconds(member.Value.GetString()!) is { } seconds)
                {
                    grantFor = TimeSpan.FromSeconds(Math.Min(seconds, 1e9));
                }
                else
                {
                    fault = $"`{member.Name}`: only `note` (text) and `for` (a time such as \"15m\") are known";
                }
            }

            if (fault.Length == 0)
            {
                return (note, grantFor);
            }
        }
        catch (JsonException e)
        {
            fault = $"the body is not JSON: {e.Message}";
        }

        await RefuseAsync(http, 400, new Refusal(Reasons.ApprovalInvalid, fault)).ConfigureAwait(false);
        return null;
    }

    private static Task AnswerAsync(HttpContext http, Outcome<Approval> outcome) => outcome.Refusal is { } refusal
        ? RefuseAsync(http, StatusOf(refusal), refusal)
        : WriteAsync(http, 200, json => ApprovalJson.Write(json, outcome.Value!));

    private static int StatusOf(Refusal refusal) => refusal.Reason switch
    {
        Reasons.ApprovalInvalid => 400,
        Reasons.ApprovalUnknown => 404,
        Reasons.ApprovalSettled => 409,
        Reasons.LedgerUnavailable or Reasons.RegistryUnavailable => 503,
        _ => 403,
    };

    private static Task RefuseAsync(HttpContext http, int status, Refusal refusal) => WriteAsync(http, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("error"u8, refusal.Message);
        json.WriteString("reason"u8, refusal.Reason);
        json.WriteEndObject();
    });

    private static Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            write(json);
        }

        return HttpAnswer.WriteAsync(http, status, buffer.WrittenMemory);
    }

    // The digest is compared, so that the time says nothing of the secret.
    private Actor? ActorOf(HttpContext http) =>
        _token is not null
        && http.Request.Headers.Authorization is [{ } header]
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[7..].Trim())), _token)
            ? Actor.TokenHolder()
            : null;
}
