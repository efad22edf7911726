using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Http;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Api;

/// <summary>
/// Approvals over HTTP, for a page or a chat bot of the operator's: <c>GET /api/approvals</c>, <c>GET /api/approvals/{id}</c>,
/// <c>POST /api/approvals/{id}/approve|deny|revoke</c>. A bearer token is always needed, also on loopback: an agent can reach the port.
/// </summary>
internal sealed class ApprovalApi(ApprovalDesk desk, ApiDoor door)
{
    private const string Root = "/api/approvals";
    private const int MaxBody = 16 * 1024;
    private const int MaxListed = 1000;

    /// <summary>Whether a path is one of these.</summary>
    public static bool Serves(string path) => path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http, string path)
    {
        var actor = await door.EnterAsync(http, Root, "the approvals API", "an API key whose role answers approvals").ConfigureAwait(false);
        if (actor is not null)
        {
            await DispatchAsync(http, actor, path[Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)).ConfigureAwait(false);
        }
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
                await ApiAnswer.RefuseAsync(http, parts.Length > 2 ? 404 : 405, new Refusal(Reasons.MethodUnknown, $"GET {Root}[/ID], or POST {Root}/ID/approve, deny or revoke")).ConfigureAwait(false);
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
                await ApiAnswer.RefuseAsync(http, 400, new Refusal(Reasons.ApprovalInvalid, $"status: one of {string.Join(", ", Enum.GetNames<ApprovalStatus>()).ToLowerInvariant()}")).ConfigureAwait(false);
                return;
            }

            status = parsed;
        }

        var listed = await desk.ListAsync(actor, status, MaxListed, ct).ConfigureAwait(false);
        if (listed.Refusal is { } refusal)
        {
            await ApiAnswer.RefuseAsync(http, StatusOf(refusal), refusal).ConfigureAwait(false);
            return;
        }

        await ApiAnswer.WriteAsync(http, 200, json =>
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
            await ApiAnswer.RefuseAsync(http, 413, new Refusal(Reasons.MessageTooLarge, $"at most {MaxBody} bytes")).ConfigureAwait(false);
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

        await ApiAnswer.RefuseAsync(http, 400, new Refusal(Reasons.ApprovalInvalid, fault)).ConfigureAwait(false);
        return null;
    }

    private static Task AnswerAsync(HttpContext http, Outcome<Approval> outcome) => outcome.Refusal is { } refusal
        ? ApiAnswer.RefuseAsync(http, StatusOf(refusal), refusal)
        : ApiAnswer.WriteAsync(http, 200, json => ApprovalJson.Write(json, outcome.Value!));

    private static int StatusOf(Refusal refusal) => refusal.Reason switch
    {
        Reasons.ApprovalInvalid => 400,
        Reasons.ApprovalUnknown => 404,
        Reasons.ApprovalSettled => 409,
        Reasons.LedgerUnavailable or Reasons.RegistryUnavailable => 503,
        _ => 403,
    };
}
