namespace PolicyGuard.Calls;

/// <summary>What an upstream said of a tool when it was last listed, as far as decisions need it.</summary>
/// <param name="Hash">SHA-256 (lower-case hex) over name, title, description, schemas and annotations, in canonical JSON.</param>
/// <param name="ReadOnly">The <c>readOnlyHint</c> annotation; null where the upstream did not say. A hint, never a proof.</param>
/// <param name="Destructive">The <c>destructiveHint</c> annotation.</param>
/// <param name="OpenWorld">The <c>openWorldHint</c> annotation.</param>
/// <param name="Changed">Whether the definition differs from the pinned one and nobody accepted the change: the tool is quarantined.</param>
/// <param name="Held">Whether the definition was suspected at first sight and nothing of the tool was ever accepted; then <paramref name="Changed"/> is set as well.</param>
public sealed record ToolDefinition(string Hash, bool? ReadOnly, bool? Destructive, bool? OpenWorld, bool Changed = false, bool Held = false)
{
    /// <summary>The raw <c>outputSchema</c>; empty where the upstream gave none.</summary>
    public ReadOnlyMemory<byte> OutputSchema { get; init; }

    /// <summary>What its upstream says that it does, at most 2,000 characters of it; null where it says nothing. A claim, never a proof.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON Schema of its arguments, as it was listed; empty where there is none.</summary>
    public ReadOnlyMemory<byte> InputSchema { get; init; }
}
