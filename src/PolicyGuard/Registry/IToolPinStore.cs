namespace PolicyGuard.Registry;

/// <summary>Remembers tool definitions from first sight on, so that a change is seen.</summary>
public interface IToolPinStore
{
    /// <summary>Pins the definition at first sight; later says whether it still is the pinned one. A changed one is kept beside the pin, quarantined, until it is accepted, also when the pinned one is seen again.</summary>
    /// <param name="upstream">The upstream's name.</param>
    /// <param name="tool">The tool's name as the upstream spells it.</param>
    /// <param name="hash">SHA-256 of the definition, lower-case hex.</param>
    /// <param name="definitionJson">The definition, canonical JSON, for the diff that a human looks at.</param>
    /// <param name="ct">Cancels the look-up.</param>
    /// <exception cref="RegistryException">The store cannot be read or written.</exception>
    ValueTask<ToolPin> PinAsync(string upstream, string tool, string hash, string definitionJson, CancellationToken ct = default);

    /// <summary>
    /// As <see cref="PinAsync"/>, for a definition that is suspected: at first sight nothing is pinned, and the definition waits in quarantine until it is
    /// accepted. Of a tool that is known already nothing differs.
    /// </summary>
    /// <inheritdoc cref="PinAsync"/>
    ValueTask<ToolPin> HoldAsync(string upstream, string tool, string hash, string definitionJson, CancellationToken ct = default);

    /// <summary>The pin of a tool, or null where it was never seen.</summary>
    ValueTask<ToolPin?> FindAsync(string upstream, string tool, CancellationToken ct = default);

    /// <summary>All pins.</summary>
    ValueTask<IReadOnlyList<ToolPin>> ListAsync(CancellationToken ct = default);

    /// <summary>Makes the quarantined definition the pinned one; false where there is none.</summary>
    ValueTask<bool> AcceptAsync(string upstream, string tool, CancellationToken ct = default);
}

/// <summary>A pinned tool definition.</summary>
/// <param name="Upstream">The upstream's name.</param>
/// <param name="Tool">The tool's name as the upstream spells it.</param>
/// <param name="Hash">The pinned hash; empty where the tool was held at first sight and never accepted.</param>
/// <param name="Definition">The pinned definition, canonical JSON; empty as above.</param>
/// <param name="PinnedAt">When it was pinned or accepted.</param>
/// <param name="ChangedHash">The hash of a definition that differs and was not accepted; null where nothing changed.</param>
/// <param name="ChangedDefinition">That definition.</param>
public sealed record ToolPin(
    string Upstream, string Tool, string Hash, string Definition, DateTimeOffset PinnedAt, string? ChangedHash, string? ChangedDefinition)
{
    /// <summary>Whether the tool is quarantined.</summary>
    public bool Quarantined => ChangedHash is not null;

    /// <summary>Whether no definition of the tool was ever accepted.</summary>
    public bool Held => Hash.Length == 0;
}
