using System.Collections.Frozen;

namespace PolicyGuard.Calls;

/// <summary>
/// What the operator says about the surroundings of a call (for example <c>environment: production</c>). It comes from configuration,
/// never from a message, so that an agent cannot name its own surroundings.
/// </summary>
public sealed class CallContext
{
    private readonly FrozenDictionary<string, string> _values;

    /// <summary>Takes a copy of the values; keys are compared exactly.</summary>
    public CallContext(IEnumerable<KeyValuePair<string, string>> values) => _values = values.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>No surroundings are known.</summary>
    public static readonly CallContext Empty = new([]);

    /// <summary>The value of a key, or null.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>The values.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;
}
