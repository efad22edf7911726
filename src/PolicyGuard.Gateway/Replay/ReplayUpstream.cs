using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Replay;

/// <summary>A configured upstream, reached for the person at the terminal who runs recorded calls again: no client stands behind it, so what it asks of one is refused.</summary>
public sealed class ReplayUpstream : IAsyncDisposable
{
    private readonly UpstreamLink _link;

    private ReplayUpstream(UpstreamLink link) => _link = link;

    /// <summary>Begins to connect.</summary>
    /// <param name="upstream">The upstream; its program is started where it is one.</param>
    /// <param name="limits">Bounds on its messages.</param>
    /// <param name="pins">Where tool definitions are pinned.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onFault">Hears of faults, for the operator.</param>
    public static ReplayUpstream Open(UpstreamOptions upstream, RpcLimits limits, IToolPinStore pins, TimeProvider time, Action<string> onFault)
    {
        var link = new UpstreamLink(UpstreamFactory.Create(upstream, limits, time, onFault), pins, keepsConnection: true, time, onFault);
        link.Start();
        return new ReplayUpstream(link);
    }

    /// <summary>The methods by which kinds of calls are made; null for kinds that are not run again.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="target">The target, which is the method of <see cref="CallKind.Method"/>.</param>
    public static string? MethodOf(CallKind kind, string target) => kind switch
    {
        CallKind.Tool => RpcMethods.ToolsCall,
        CallKind.Resource => RpcMethods.ResourcesRead,
        CallKind.Prompt => RpcMethods.PromptsGet,
        CallKind.Completion => RpcMethods.CompletionComplete,
        CallKind.Method => target,
        _ => null,
    };

    /// <summary>Waits until the upstream is there, and finds a tool's definition.</summary>
    /// <returns>The definition; null where the upstream lists no such tool.</returns>
    /// <exception cref="UpstreamException">It cannot be reached or started.</exception>
    /// <exception cref="RegistryException">The pins cannot be read.</exception>
    public async ValueTask<ToolDefinition?> FindAsync(string tool, CancellationToken ct)
    {
        await _link.ConnectedAsync(ct).ConfigureAwait(false);
        return await _link.Tools.FindAsync(tool, ct).ConfigureAwait(false);
    }

    /// <summary>Carries out a call.</summary>
    /// <exception cref="ArgumentException">Calls of this kind are not run again.</exception>
    public IExecutor Executor(ToolCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new Sender(_link, MethodOf(call.Kind, call.Target.Shown) ?? throw new ArgumentException($"a call of kind {call.Kind} is not run again", nameof(call)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private sealed class Sender(UpstreamLink link, string method) : IExecutor
    {
        public async ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
        {
            var call = permit.Call;
            var message = RawJson.Message(Request(call));
            var connection = await link.ConnectedAsync(ct).ConfigureAwait(false);
            var reply = await link.Shared.RequestAsync(message, connection.Dialect.Headers(message), NoSink.Instance, ct).ConfigureAwait(false);
            return reply.Message.Kind == RpcKind.Error
                ? new ToolResult(reply.Message.Error, IsError: true, IsProtocolError: true)
                : new ToolResult(reply.Message.Result, call.Kind == CallKind.Tool && RawJson.Member(reply.Message.Result, "isError").Span.SequenceEqual("true"u8));
        }

        // The arguments byte for byte, as the digest in the log has them.
        private byte[] Request(ToolCall call)
        {
            var buffer = new ArrayBufferWriter<byte>(call.Arguments.Utf8.Length + 256);
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("jsonrpc"u8, "2.0"u8);
                json.WriteString("id"u8, Ids.New("pg"));
                json.WriteString("method"u8, method);
                json.WritePropertyName("params"u8);
                if (Sent.HasOwnArguments(call.Kind))
                {
                    json.WriteStartObject();
                    json.WriteString("name"u8, call.Target.Shown);
                    json.WritePropertyName("arguments"u8);
                    json.WriteRawValue(call.Arguments.Utf8.Span, skipInputValidation: true);
                    json.WriteEndObject();
                }
                else
                {
                    json.WriteRawValue(call.Arguments.Utf8.Span, skipInputValidation: true);
                }

                json.WriteEndObject();
            }

            return buffer.WrittenSpan.ToArray();
        }
    }
}
