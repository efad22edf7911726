using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Gateway.Mcp.Http;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Health;

/// <summary>
/// How the gateway is: <c>/health/live</c> says that the program answers at all, <c>/health/ready</c> whether calls can run, <c>/health</c>
/// both with reasons. Unhealthy is what refuses every call; a single upstream or a refused reload only degrades.
/// </summary>
internal sealed class HealthReport(Gate.Gate gate, IReadOnlyList<UpstreamLink> links, IReadOnlyList<HealthProbe> probes)
{
    /// <summary>Answers one health request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">Its path.</param>
    /// <param name="detailed">Whether the caller may know what is wrong, beside that something is.</param>
    public Task WriteAsync(HttpContext http, string path, bool detailed)
    {
        var ledger = gate.Fault;
        var status = ledger is not null ? "unhealthy" : Degraded() ? "degraded" : "ok";
        return path switch
        {
            "/health" => HttpAnswer.WriteAsync(http, ledger is null ? 200 : 503, Body(status, detailed)),
            "/health/live" => HttpAnswer.WriteAsync(http, 200, "{\"status\":\"ok\",\"service\":\"policyguard\"}"u8.ToArray()),
            "/health/ready" => HttpAnswer.WriteAsync(http, ledger is null && !Connecting() ? 200 : 503, Body(status, detailed)),
            _ => HttpAnswer.WriteErrorAsync(http, 404, default, Mcp.RpcErrors.BadRequest, "there is no such endpoint"),
        };
    }

    private bool Degraded() => links.Any(link => link.Fault is not null) || probes.Any(probe => probe.Fault() is not null);

    private bool Connecting() => links.Any(link => link.Fault == UpstreamLink.Connecting);

    private byte[] Body(string status, bool detailed)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, status);
            json.WriteString("service"u8, "policyguard"u8);
            if (detailed)
            {
                Checks(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Checks(Utf8JsonWriter json)
    {
        json.WriteStartObject("checks"u8);
        Check(json, "ledger", gate.Fault);
        foreach (var probe in probes)
        {
            Check(json, probe.Name, probe.Fault());
        }

        foreach (var link in links)
        {
            Check(json, $"upstream:{link.Name}", link.Fault);
        }

        json.WriteEndObject();
    }

    private static void Check(Utf8JsonWriter json, string name, string? fault)
    {
        json.WriteStartObject(name);
        json.WriteString("status"u8, fault is null ? "ok" : "fault");
        if (fault is not null)
        {
            json.WriteString("reason"u8, fault);
        }

        json.WriteEndObject();
    }
}

/// <summary>Something else whose state the health report tells, for example the last reload of the policies.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Fault">Why it is not as it should be, or null. Cheap; must not throw.</param>
public sealed record HealthProbe(string Name, Func<string?> Fault);
