namespace PolicyGuard.Calls;

/// <summary>What has to be done about each kind of data that a result may hold. Immutable; equal where the same is said of the same kinds.</summary>
public sealed class Obligations : IEquatable<Obligations>
{
    private readonly KeyValuePair<string, Obligation>[] _entries;

    private Obligations(IEnumerable<KeyValuePair<string, Obligation>> entries) =>
        _entries = [.. entries.OrderBy(static e => e.Key, StringComparer.Ordinal)];

    /// <summary>Says nothing of any kind.</summary>
    public static readonly Obligations None = new([]);

    /// <summary>What holds where nobody says otherwise: secrets are masked, orders to the agent are pointed out, personal data passes.</summary>
    public static readonly Obligations Default = Of([new(ResultKinds.Secret, Obligation.Redact), new(ResultKinds.Pii, Obligation.Off), new(ResultKinds.Instructions, Obligation.Warn)]);

    /// <summary>Makes obligations.</summary>
    /// <exception cref="ArgumentException">A kind is none (<see cref="ResultKinds.IsKind"/>), or is named twice.</exception>
    public static Obligations Of(IEnumerable<KeyValuePair<string, Obligation>> entries)
    {
        var made = new Obligations(entries);
        for (var i = 0; i < made._entries.Length; i++)
        {
            var kind = made._entries[i].Key;
            if (!ResultKinds.IsKind(kind) || (i > 0 && made._entries[i - 1].Key == kind))
            {
                throw new ArgumentException($"`{kind}` is not a kind of data, or is named twice", nameof(entries));
            }
        }

        return made;
    }

    /// <summary>Whether nothing is said of any kind.</summary>
    public bool IsEmpty => _entries.Length == 0;

    /// <summary>What is said, ordered by kind.</summary>
    public IReadOnlyList<KeyValuePair<string, Obligation>> Entries => _entries;

    /// <summary>The strictest that is said of any kind.</summary>
    public Obligation Strictest => _entries.Length == 0 ? Obligation.Off : _entries.Max(static e => e.Value);

    /// <summary>What is said of a kind; null where nothing is.</summary>
    public Obligation? this[string kind]
    {
        get
        {
            foreach (var (name, obligation) in _entries)
            {
                if (string.Equals(name, kind, StringComparison.Ordinal))
                {
                    return obligation;
                }
            }

            return null;
        }
    }

    /// <summary>The strictest that is said of any kind among the labels; <see cref="Obligation.Off"/> where nothing is.</summary>
    public Obligation For(LabelSet labels)
    {
        var strictest = Obligation.Off;
        foreach (var kind in ResultKinds.Of(labels))
        {
            strictest = this[kind] is { } said && said > strictest ? said : strictest;
        }

        return strictest;
    }

    /// <summary>Both together: of each kind the stricter.</summary>
    public Obligations Join(Obligations other) => other.IsEmpty ? this : IsEmpty ? other
        : new(_entries.Concat(other._entries).GroupBy(static e => e.Key, static e => e.Value, (kind, said) => KeyValuePair.Create(kind, said.Max())));

    /// <summary>These where they say something of a kind, the others where they do not.</summary>
    public Obligations Over(Obligations others) => IsEmpty ? others : new(_entries.Concat(others._entries.Where(e => this[e.Key] is null)));

    /// <inheritdoc/>
    public bool Equals(Obligations? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Obligations);

    /// <inheritdoc/>
    public override int GetHashCode() => _entries.Length == 0 ? 0 : HashCode.Combine(_entries.Length, _entries[0]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _entries.Select(static e => $"{e.Key}: {e.Value.Name()}"));
}
