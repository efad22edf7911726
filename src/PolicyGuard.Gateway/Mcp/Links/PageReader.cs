using System.Runtime.CompilerServices;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>Reads one of an upstream's lists for the gateway itself, page by page, within bounds.</summary>
internal static class PageReader
{
    private const int MostEntries = 10_000;
    private const int MostPages = 1_000;

    /// <summary>The raw entries, a page at a time.</summary>
    /// <param name="session">The conversation to ask in.</param>
    /// <param name="dialect">How that conversation speaks.</param>
    /// <param name="upstream">The upstream's name, for faults.</param>
    /// <param name="method">The list.</param>
    /// <param name="member">Where its result carries the entries.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="UpstreamException">The upstream failed, or lists without end.</exception>
    public static async IAsyncEnumerable<List<ReadOnlyMemory<byte>>> ReadAsync(
        IUpstreamSession session, Dialect dialect, string upstream, string method, string member, [EnumeratorCancellation] CancellationToken ct)
    {
        var cursor = default(ReadOnlyMemory<byte>);
        var entries = 0;
        for (var page = 0; page < MostPages && entries <= MostEntries; page++)
        {
            var at = cursor;
            var request = OwnMessages.Request(Ids.New("pg"), method, dialect.Era, at.IsEmpty ? null : json =>
            {
                json.WritePropertyName("cursor"u8);
                json.WriteRawValue(at.Span, skipInputValidation: true);
            });
            var reply = (await session.RequestAsync(request, dialect.Headers(request), NoSink.Instance, ct).ConfigureAwait(false)).Message;
            var array = RawJson.Member(reply.Result, member);
            if (array.IsEmpty || array.Span[0] != '[')
            {
                throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{upstream}` did not answer `{method}`: {Excerpt(reply)}");
            }

            var read = JsonParts.Elements(array);
            entries += read.Count;
            yield return read;
            cursor = RawJson.Member(reply.Result, "nextCursor");
            if (cursor.IsEmpty || cursor.Span[0] != '"' || cursor.Span.SequenceEqual(at.Span))
            {
                yield break;
            }
        }

        throw new UpstreamException(Reasons.UpstreamGarbage, $"upstream `{upstream}` lists more than {MostEntries} entries or {MostPages} pages");
    }

    private static string Excerpt(RpcMessage reply) => reply.Kind == RpcKind.Error
        ? Encoding.UTF8.GetString(reply.Error.Span[..Math.Min(200, reply.Error.Length)])
        : "its answer has no list";
}
