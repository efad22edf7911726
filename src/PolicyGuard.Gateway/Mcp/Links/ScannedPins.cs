using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Registry;
using PolicyGuard.Taint.ToolScan;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// The pins, with a reader in front: a definition that nobody saw before is read for orders to agents and compared with the tools of other upstreams.
/// What is suspected is held and not pinned, so that no agent sees it before a human did. What is pinned stays as it is.
/// </summary>
internal sealed class ScannedPins(IToolPinStore pins, ToolOptions options, Action<string> onFault) : IToolPinStore, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, UpstreamReading> _readings = new(StringComparer.Ordinal);
    private ToolCrowd? _crowd;

    /// <summary>The pins as these options want them.</summary>
    public static IToolPinStore Over(IToolPinStore pins, ToolOptions options, Action<string> onFault) =>
        options is { Scan: ToolCheck.Off, Collisions: ToolCheck.Off } ? pins : new ScannedPins(pins, options, onFault);

    /// <inheritdoc/>
    public async ValueTask<ToolPin> PinAsync(string upstream, string tool, string hash, string definitionJson, CancellationToken ct = default)
    {
        if (await pins.FindAsync(upstream, tool, ct).ConfigureAwait(false) is not null)
        {
            return await pins.PinAsync(upstream, tool, hash, definitionJson, ct).ConfigureAwait(false);
        }

        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var newcomer = new ListedTool(upstream, tool, definitionJson);
            var hold = await JudgeAsync(newcomer, ct).ConfigureAwait(false);
            return hold
                ? await pins.HoldAsync(upstream, tool, hash, definitionJson, ct).ConfigureAwait(false)
                : await pins.PinAsync(upstream, tool, hash, definitionJson, ct).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<ToolPin> HoldAsync(string upstream, string tool, string hash, string definitionJson, CancellationToken ct = default) =>
        pins.HoldAsync(upstream, tool, hash, definitionJson, ct);

    /// <inheritdoc/>
    public ValueTask<ToolPin?> FindAsync(string upstream, string tool, CancellationToken ct = default) => pins.FindAsync(upstream, tool, ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ToolPin>> ListAsync(CancellationToken ct = default) => pins.ListAsync(ct);

    /// <inheritdoc/>
    public ValueTask<bool> AcceptAsync(string upstream, string tool, CancellationToken ct = default) => pins.AcceptAsync(upstream, tool, ct);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    // Whether the newcomer has to wait for a human. What is only warned about is told to the operator.
    private async ValueTask<bool> JudgeAsync(ListedTool newcomer, CancellationToken ct)
    {
        if (_crowd is null)
        {
            var crowd = new ToolCrowd();
            foreach (var tool in Own().Concat((await pins.ListAsync(ct).ConfigureAwait(false)).Select(static pin => new ListedTool(pin.Upstream, pin.Tool, pin.Held ? pin.ChangedDefinition! : pin.Definition))))
            {
                Reading(tool.Upstream).Add(tool.Definition);
                crowd.Add(tool);
            }

            _crowd = crowd;
        }

        var report = options.Scan == ToolCheck.Off ? ToolReport.Clean : Reading(newcomer.Upstream).Add(newcomer.Definition);
        var collisions = options.Collisions == ToolCheck.Off ? [] : _crowd.Add(newcomer);
        var collides = collisions.Any(static c => c.Weight >= ToolReport.Poisoned);
        var holds = (report.IsPoisoned && options.Scan == ToolCheck.Enforce) || (collides && options.Collisions == ToolCheck.Enforce);
        if (holds || report.IsPoisoned || collides)
        {
            var worst = (report.IsPoisoned ? report.Findings : collisions).MaxBy(static f => f.Weight)!;
            onFault($"tool `{VisibleText.Of(newcomer.Name)}` of upstream `{newcomer.Upstream}` {(holds ? "is held until somebody accepts it" : "is suspect")}: {worst.Reason} ({VisibleText.Of(worst.Excerpt)}); see `policyguard tools inspect`");
        }

        return holds;
    }

    private UpstreamReading Reading(string upstream)
    {
        if (!_readings.TryGetValue(upstream, out var reading))
        {
            _readings[upstream] = reading = new UpstreamReading();
        }

        return reading;
    }

    private static IEnumerable<ListedTool> Own() =>
        GovernanceDefinitions.Names.Select(static name => new ListedTool("policyguard", name, GovernanceDefinitions.Of(name).GetRawText()));
}
