using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Governance;

namespace PolicyGuard.Gateway.Api;

/// <summary>
/// The log for those who check it (<c>docs/log.md</c>): <c>/log/checkpoint</c>, <c>/log/tile/…</c>, <c>/log/keys</c>, <c>/log/proof/inclusion</c>,
/// <c>/log/proof/consistency</c>. Paths and headers as C2SP tlog-tiles has them. No request reads more than some tiles.
/// </summary>
/// <param name="desk">The log.</param>
/// <param name="door">Who asks.</param>
/// <param name="publicProofs">Whether what holds no content is given to everybody.</param>
internal sealed class LogApi(PublicationDesk desk, ApiDoor door, bool publicProofs)
{
    private const string Root = "/log";
    private const string Text = "text/plain; charset=utf-8";
    private const string Binary = "application/octet-stream";

    /// <summary>Whether a path is one of these.</summary>
    public static bool Serves(string path) => path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http, string path)
    {
        // What is refused now may be published in a moment.
        http.Response.Headers.CacheControl = "no-store";
        var below = path.Length > Root.Length ? path[(Root.Length + 1)..] : "";
        Actor? actor = null;
        if ((!publicProofs || PublicationDesk.HoldsContent(below))
            && (actor = await door.EnterAsync(http, Root, "the log", "an API key whose role reads the log").ConfigureAwait(false)) is null)
        {
            return;
        }

        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            await ApiAnswer.RefuseAsync(http, 405, new Refusal(Reasons.MethodUnknown, $"{Root} is only read: GET and HEAD")).ConfigureAwait(false);
        }
        else if (!IsPlain(http, path))
        {
            await ApiAnswer.RefuseAsync(http, 404, new Refusal(Reasons.LogAbsent, "paths of the log have one spelling, without escapes and dots")).ConfigureAwait(false);
        }
        else
        {
            await DispatchAsync(http, actor, below).ConfigureAwait(false);
        }
    }

    private Task DispatchAsync(HttpContext http, Actor? actor, string path) => path switch
    {
        "keys" => KeysAsync(http, actor),
        "proof/inclusion" => InclusionAsync(http, actor),
        "proof/consistency" => ConsistencyAsync(http, actor),
        _ => TileAsync(http, actor, path),
    };

    private async Task TileAsync(HttpContext http, Actor? actor, string path)
    {
        var found = await desk.TileAsync(actor, path, http.RequestAborted).ConfigureAwait(false);
        var changes = path == Ledger.Publication.LogTiles.CheckpointPath;
        await AnswerAsync(http, found, changes ? null : Audience(path), value => ApiAnswer.WriteAsync(http, changes ? Text : Binary, value.Bytes)).ConfigureAwait(false);
    }

    private async Task KeysAsync(HttpContext http, Actor? actor)
    {
        var keys = await desk.KeysAsync(actor, http.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(http, keys, null, value => ApiAnswer.WriteAsync(http, Text, value)).ConfigureAwait(false);
    }

    private async Task InclusionAsync(HttpContext http, Actor? actor)
    {
        http.Response.Headers.Vary = "Accept";
        if (LogQuestion.Read(http.Request.Query, "index", "size", out var fault) is not (var index, var size))
        {
            await ApiAnswer.RefuseAsync(http, 400, new Refusal(Reasons.LogInvalid, fault)).ConfigureAwait(false);
            return;
        }

        var proof = await desk.InclusionAsync(actor, index, size, http.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(http, proof, size is null ? null : Audience(""), value => LogQuestion.WantsJson(http.Request)
            ? ApiAnswer.WriteAsync(http, 200, json => LogJson.Write(json, value))
            : ApiAnswer.WriteAsync(http, Text, value.Encode())).ConfigureAwait(false);
    }

    private async Task ConsistencyAsync(HttpContext http, Actor? actor)
    {
        if (LogQuestion.Read(http.Request.Query, "from", "to", out var fault) is not (var from, var to))
        {
            await ApiAnswer.RefuseAsync(http, 400, new Refusal(Reasons.LogInvalid, fault)).ConfigureAwait(false);
            return;
        }

        var proof = await desk.ConsistencyAsync(actor, from, to, http.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(http, proof, to is null ? null : Audience(""), value => ApiAnswer.WriteAsync(http, 200, json => LogJson.Write(json, value))).ConfigureAwait(false);
    }

    // What needs a key must not be handed on by a cache to somebody who has none.
    private string Audience(string path) => publicProofs && !PublicationDesk.HoldsContent(path) ? "public" : "private";

    private static Task AnswerAsync<T>(HttpContext http, Outcome<T> outcome, string? keptBy, Func<T, Task> write)
        where T : class
    {
        if (outcome.Refusal is { } refusal)
        {
            return ApiAnswer.RefuseAsync(http, StatusOf(refusal), refusal);
        }

        // A year is for ever (RFC 9111); what is signed never changes, and what is newest may at any moment.
        http.Response.Headers.CacheControl = keptBy is null ? "no-cache" : $"{keptBy}, max-age=31536000, immutable";
        return write(outcome.Value!);
    }

    private static int StatusOf(Refusal refusal) => refusal.Reason switch
    {
        Reasons.LogAbsent => 404,
        Reasons.LogGone => 410,
        Reasons.LedgerUnavailable or Reasons.RegistryUnavailable => 503,
        _ => 403,
    };

    // Kestrel resolved escapes and dots already; what it had to resolve was no path of ours.
    private static bool IsPlain(HttpContext http, string path)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return (query < 0 ? target : target[..query]) == path;
    }
}
