namespace PolicyGuard.Scan.Flow;

/// <summary>
/// What an object holds; immutable. Lists are known item by item and dictionaries and instances field by field as long as they are small and
/// their indexes constant; after that only what all of it together may be.
/// </summary>
/// <param name="Kind">What kind of object.</param>
/// <param name="Items">A list's items in order, or null where their number is not known.</param>
/// <param name="Fields">Entries or attributes by name.</param>
/// <param name="Rest">What anything else in it may be; null where there is nothing else.</param>
/// <param name="Class">The class of an instance.</param>
internal sealed record Content(ContentKind Kind, IReadOnlyList<Value>? Items, IReadOnlyDictionary<string, Value> Fields, Value? Rest, ClassValue? Class = null)
{
    private const int Most = 64;

    public static readonly IReadOnlyDictionary<string, Value> NoFields = new Dictionary<string, Value>();

    public static Content List(IReadOnlyList<Value> items) =>
        items.Count <= Most ? new(ContentKind.List, items, NoFields, null) : new(ContentKind.List, null, NoFields, JoinAll(items));

    public static Content Dictionary() => new(ContentKind.Dictionary, null, NoFields, null);

    public static Content Instance(ClassValue? of) => new(ContentKind.Instance, null, NoFields, null, of);

    /// <summary>All values in it.</summary>
    public IEnumerable<Value> Values => (Items ?? []).Concat(Fields.Values).Concat(Rest is null ? [] : [Rest]);

    /// <summary>What any one value in it may be; null where it is empty.</summary>
    public Value? Any => Values.Aggregate((Value?)null, static (all, one) => all is null ? one : all.Join(one));

    /// <summary>With a field set; <paramref name="certain"/> where nothing else can be meant.</summary>
    public Content With(string name, Value value, bool certain = true)
    {
        var known = Fields.GetValueOrDefault(name);
        if (known is null && Fields.Count >= Most)
        {
            return WithRest(value);
        }

        var fields = new Dictionary<string, Value>(Fields, StringComparer.Ordinal) { [name] = certain || known is null ? value : known.Join(value) };
        return this with { Fields = fields };
    }

    /// <summary>With a value somewhere.</summary>
    public Content WithRest(Value value) => this with { Rest = Rest?.Join(value) ?? value };

    /// <summary>With a value somewhere, also in place of what is known.</summary>
    public Content WithAnywhere(Value value) => Items is null ? WithRest(value) : Unordered().WithRest(value);

    /// <summary>A list whose order and number are no longer known.</summary>
    public Content Unordered() => Items is null ? this : this with { Items = null, Rest = Any };

    /// <summary>With an item at the end.</summary>
    public Content Append(Value value) => Items is { Count: < Most } ? this with { Items = [.. Items, value] } : Unordered().WithRest(value);

    public Content Join(Content other)
    {
        if (ReferenceEquals(this, other))
        {
            return this;
        }

        if (Items is not null && other.Items is not null && Items.Count == other.Items.Count)
        {
            return this with { Items = [.. Items.Zip(other.Items, static (one, two) => one.Join(two))], Fields = Both(other), Rest = RestOf(other) };
        }

        var (left, right) = (Unordered(), other.Unordered());
        return left with { Fields = left.Both(right), Rest = left.RestOf(right) };
    }

    private Value? RestOf(Content other) => Rest is null ? other.Rest : other.Rest is null ? Rest : Rest.Join(other.Rest);

    private IReadOnlyDictionary<string, Value> Both(Content other)
    {
        if (ReferenceEquals(Fields, other.Fields) || other.Fields.Count == 0)
        {
            return Fields;
        }

        var fields = new Dictionary<string, Value>(Fields, StringComparer.Ordinal);
        foreach (var (name, value) in other.Fields)
        {
            fields[name] = fields.TryGetValue(name, out var mine) ? mine.Join(value) : value;
        }

        return fields;
    }

    private static Value JoinAll(IReadOnlyList<Value> items) => items.Aggregate(static (all, one) => all.Join(one));
}

/// <summary>Kinds of objects.</summary>
internal enum ContentKind
{
    /// <summary>A list, tuple, set or iterator.</summary>
    List,

    /// <summary>A dictionary, or what is used like one.</summary>
    Dictionary,

    /// <summary>An object with attributes, or one that we know nothing about.</summary>
    Instance,
}
