using System.Collections.Concurrent;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// The tools of one upstream as last listed, each pinned when it was first seen. Learns from the gateway's own listings and from every
/// listing that passes to a client: an upstream that shows one definition to us and another to a client is found out.
/// </summary>
internal sealed class ToolCatalog(string upstream, IToolPinStore pins, UnusualNames? unusual = null)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 256, AllowDuplicateProperties = false };
    private readonly ConcurrentDictionary<string, ToolDefinition> _tools = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, ParamHeaders> _headers = new(StringComparer.Ordinal);

    /// <summary>The names, as the upstream spells them.</summary>
    public ICollection<string> Names => _tools.Keys;

    /// <summary>Raised after the set of names changed.</summary>
    public event Action? Changed;

    /// <summary>The definition of a tool, or null where the upstream does not list it. Never waits unless the tool is quarantined.</summary>
    /// <exception cref="RegistryException">The pins cannot be read.</exception>
    public ValueTask<ToolDefinition?> FindAsync(string tool, CancellationToken ct)
    {
        if (!_tools.TryGetValue(tool, out var known))
        {
            return default;
        }

        return known.Changed ? RecheckAsync(tool, known, ct) : new(known);
    }

    /// <summary>The headers that mirror a tool's arguments; null where it has none.</summary>
    public ParamHeaders? HeadersOf(string? tool) => tool is null ? null : _headers.GetValueOrDefault(tool);

    /// <summary>Takes tools that were listed: pins new ones, notices changed ones.</summary>
    /// <param name="tools">The raw entries of a <c>tools/list</c> result.</param>
    /// <param name="ct">Cancels the look-ups.</param>
    /// <returns>Name and definition per entry; both null for an entry that is not a tool.</returns>
    /// <exception cref="RegistryException">The pins cannot be read or written.</exception>
    public async ValueTask<(string? Name, ToolDefinition? Definition)[]> LearnAsync(IReadOnlyList<ReadOnlyMemory<byte>> tools, CancellationToken ct)
    {
        var learned = new (string?, ToolDefinition?)[tools.Count];
        var grown = false;
        for (var i = 0; i < tools.Count; i++)
        {
            using var document = JsonDocument.Parse(tools[i], Strict);
            var tool = document.RootElement;
            if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("name", out var member) || member.ValueKind != JsonValueKind.String)
            {
                continue;
            }

            var name = member.GetString()!;
            var (json, hash) = ToolHash.Of(tool);
            if (!_tools.TryGetValue(name, out var definition) || definition.Hash != hash || definition.Changed)
            {
                if (unusual is not null)
                {
                    await unusual.SeeAsync(upstream, name, ct).ConfigureAwait(false);
                }

                var pin = await pins.PinAsync(upstream, name, hash, json, ct).ConfigureAwait(false);
                grown |= definition is null;
                definition = ToolHash.Definition(tool, hash, changed: !string.Equals(pin.Hash, hash, StringComparison.Ordinal));
                _tools[name] = definition;
                Mirror(name, ParamHeaders.Of(tool));
            }

            learned[i] = (name, definition);
        }

        if (grown)
        {
            Changed?.Invoke();
        }

        return learned;
    }

    /// <summary>Forgets the tools that a whole listing no longer has.</summary>
    public void Keep(IReadOnlySet<string> names)
    {
        var shrunk = false;
        foreach (var name in _tools.Keys)
        {
            shrunk |= !names.Contains(name) && _tools.TryRemove(name, out _);
        }

        if (shrunk)
        {
            Changed?.Invoke();
        }
    }

    private void Mirror(string tool, ParamHeaders? headers)
    {
        if (headers is null)
        {
            _headers.TryRemove(tool, out _);
        }
        else
        {
            _headers[tool] = headers;
        }
    }

    // Somebody may have accepted the change since, in another process.
    private async ValueTask<ToolDefinition?> RecheckAsync(string tool, ToolDefinition known, CancellationToken ct)
    {
        var pin = await pins.FindAsync(upstream, tool, ct).ConfigureAwait(false);
        if (pin is null || !string.Equals(pin.Hash, known.Hash, StringComparison.Ordinal))
        {
            return known;
        }

        var accepted = known with { Changed = false };
        _tools.TryUpdate(tool, accepted, known);
        return accepted;
    }
}
