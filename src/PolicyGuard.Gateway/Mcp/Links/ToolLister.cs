using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>Lists all tools of an upstream, page by page, within bounds.</summary>
internal static class ToolLister
{
    private const int MostTools = 10_000;
    private const int MostPages = 1_000;

    /// <summary>Lists and learns.</summary>
    /// <param name="session">The conversation to ask in.</param>
    /// <param name="connection">How that conversation speaks.</param>
    /// <param name="upstream">The upstream's name, for faults.</param>
    /// <param name="catalog">What learns.</param>
    /// <param name="whole">Whether tools that are not listed are forgotten; not where a client's own conversation is asked, which may see fewer.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="UpstreamException">The upstream failed, or lists without end.</exception>
    public static async Task RefreshAsync(IUpstreamSession session, Dialect connection, string upstream, ToolCatalog catalog, bool whole, CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var cursor = default(ReadOnlyMemory<byte>);
        for (var page = 0; page < MostPages; page++)
        {
            var at = cursor;
            var request = OwnMessages.Request(Ids.New("pg"), RpcMethods.ToolsList, connection.Era, at.IsEmpty ? null : json =>
            {
                json.WritePropertyName("cursor"u8);
                json.WriteRawValue(at.Span, skipInputValidation: true);
            });
            var reply = (await session.RequestAsync(request, connection.Headers(request), NoSink.Instance, ct).ConfigureAwait(false)).Message;
            if (reply.Kind != RpcKind.Result || !JsonParts.TryGetMember(reply.Result, "tools", out var tools) || tools.Span[0] != '[')
            {
                throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{upstream}` did not list its tools: {Excerpt(reply)}");
            }

            foreach (var (name, _) in await catalog.LearnAsync(JsonParts.Elements(tools), ct).ConfigureAwait(false))
            {
                if (name is not null)
                {
                    names.Add(name);
                }
            }

            if (!JsonParts.TryGetMember(reply.Result, "nextCursor", out cursor) || cursor.Span[0] != '"' || cursor.Span.SequenceEqual(at.Span))
            {
                if (whole)
                {
                    catalog.Keep(names);
                }

                return;
            }

            if (names.Count > MostTools)
            {
                break;
            }
        }

        throw new UpstreamException(Reasons.UpstreamGarbage, $"upstream `{upstream}` lists more than {MostTools} tools or {MostPages} pages");
    }

    private static string Excerpt(RpcMessage reply) => reply.Kind == RpcKind.Error
        ? Encoding.UTF8.GetString(reply.Error.Span[..Math.Min(200, reply.Error.Length)])
        : "its answer has no list of tools";
}
