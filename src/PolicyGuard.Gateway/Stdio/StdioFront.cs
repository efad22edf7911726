using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>
/// MCP's stdio transport in front of the router, for one client: a message per line, requests side by side, answers as they come. Nothing but
/// messages is written to the output, each whole.
/// </summary>
internal sealed class StdioFront(McpRouter router, Gate.Gate gate, ClientSession session, RpcLimits limits, TimeProvider time, Action<string> onFault)
{
    // More than any client has open on purpose. Beyond it nothing is read, until one is answered.
    private const int MostAtOnce = 256;

    // The client has closed its end and still reads answers; or it died, and nobody does.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastOutput = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _places = new(MostAtOnce, MostAtOnce);

    /// <summary>Serves until the client closes its end, and what it asked before has been answered; or until cancelled.</summary>
    public async Task RunAsync(Stream input, Stream output, CancellationToken ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var client = new ClientOutput(new LineWriter(output, () => Leave(leaving)), leaving);
        await session.Outlet.AttachAsync(client, leaving.Token);
        try
        {
            using (var listening = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token))
            {
                await ReadAsync(input, client, listening.Token, leaving.Token);
                leaving.CancelAfter(DrainTime);

                // A subscription never ends by itself.
                await listening.CancelAsync();
            }

            await DrainAsync(leaving.Token);
            await client.Writer.DrainAsync().WaitAsync(leaving.Token);
        }
        catch (OperationCanceledException)
        {
            // The client no longer reads, took too long, or we are told to stop.
        }

        await leaving.CancelAsync();
        await Task.WhenAny(client.Writer.DrainAsync(), Task.Delay(LastOutput, time, CancellationToken.None));
    }

    // At once, not with the next message: the client may never send another.
    private static void Leave(CancellationTokenSource leaving)
    {
        try
        {
            leaving.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // We have left already.
        }
    }

    private async Task ReadAsync(Stream input, ClientOutput client, CancellationToken listening, CancellationToken ct)
    {
        using var reader = new LineReader(input, limits.MaxBytes);
        while (await reader.ReadAsync(ct) is { Kind: not LineKind.End } line)
        {
            if (line.Kind == LineKind.TooLong)
            {
                await RefuseAsync(client, new RpcFault(RpcErrors.InvalidRequest, Reasons.MessageTooLarge, $"the message has {line.Length} bytes; {limits.MaxBytes} are allowed", default), ct);
            }
            else if (RpcReader.TryRead(line.Bytes.ToArray(), limits, out var message, out var fault))
            {
                await _places.WaitAsync(ct);

                // Not waited for, but begun here: what the client wrote in order is handed on in order.
                _ = TakeAsync(message!, client, message!.Is(RpcMethods.SubscriptionsListen) ? listening : ct);
            }
            else
            {
                await RefuseAsync(client, fault!, ct);
            }
        }
    }

    private async Task TakeAsync(RpcMessage message, ClientOutput client, CancellationToken ct)
    {
        try
        {
            var reply = await router.HandleAsync(session, message, RequestHeaders.None, client, ct);
            if (!reply.Utf8.IsEmpty)
            {
                await client.WriteAsync(reply.Utf8, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // A request that its client cancelled is not answered.
        }
        catch (Exception e)
        {
            onFault($"stdio: {e}");
            await FailAsync(message, client, ct);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task FailAsync(RpcMessage message, ClientOutput client, CancellationToken ct)
    {
        if (message.Kind == RpcKind.Request)
        {
            try
            {
                await client.WriteAsync(RpcErrors.Error(message.Id.Span, RpcErrors.Internal, "the gateway failed; its log says more"), ct);
            }
            catch (OperationCanceledException)
            {
                // The client is gone as well.
            }
        }
    }

    private async Task RefuseAsync(ClientOutput client, RpcFault fault, CancellationToken ct)
    {
        await gate.RecordMalformedAsync(fault.Reason, fault.Message, session.Endpoint.Name, session.Caller);
        await client.WriteAsync(RpcErrors.Error(fault.Id.Span, fault.Code, fault.Message, fault.Reason), ct);
    }

    private async Task DrainAsync(CancellationToken ct)
    {
        for (var i = 0; i < MostAtOnce; i++)
        {
            await _places.WaitAsync(ct);
        }
    }
}
