namespace PolicyGuard.Scan.Flow;

/// <summary>What is known of a value at some moment. Nothing known is <see cref="Unknown"/>.</summary>
internal sealed record Value
{
    private const int MostOptions = 4;
    private const int MostReferences = 3;

    public static readonly Value Unknown = new();

    public static readonly Value None = Of((object?)null);

    /// <summary>The literals it may be, all of them; null where they are not known.</summary>
    public IReadOnlyList<object?>? Options { get; init; }

    /// <summary>The known pieces, if it is a string that was put together.</summary>
    public TextShape? Text { get; init; }

    public TaintSet TaintSet { get; init; } = TaintSet.None;

    /// <summary>The objects it may be.</summary>
    public IReadOnlyList<int> References { get; init; } = [];

    /// <summary>The function, class, module or method of this project that it is.</summary>
    public object? Callable { get; init; }

    /// <summary>The full name, if it is something of another module: <c>os.system</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What made it, if that was a call of something of another module: <c>pathlib.Path</c>.</summary>
    public string? Type { get; init; }

    public Marks Marks { get; init; }

    public static Value Of(object? literal) => new() { Options = [literal] };

    public static Value Object(int id, string? type = null) => new() { References = [id], Type = type };

    public static Value Tainted(TaintSet taint, Marks marks = Marks.None) => taint.IsNone && marks == Marks.None ? Unknown : new() { TaintSet = taint, Marks = marks };

    public bool IsConstant => Options is { Count: 1 };

    public object? Constant => Options is { Count: 1 } ? Options[0] : null;

    /// <summary>The string it is, or null.</summary>
    public string? ConstantText => Constant as string;

    public bool Is(Marks mark) => (Marks & mark) != 0;

    public Value With(TaintSet taint) => ReferenceEquals(taint, TaintSet) ? this : this with { TaintSet = taint };

    /// <summary>What is true of both.</summary>
    public Value Join(Value other)
    {
        if (ReferenceEquals(this, other))
        {
            return this;
        }

        return new Value
        {
            Options = Merge(Options, other.Options, MostOptions),
            Text = Text is not null && other.Text is not null && Text.Same(other.Text) ? Text : null,
            TaintSet = TaintSet.Union(other.TaintSet),
            References = References.Count == 0 ? other.References : other.References.Count == 0 ? References : Merge(References, other.References, MostReferences) ?? References,
            Callable = Callable ?? other.Callable,
            Name = Name == other.Name ? Name : IsConstant ? other.Name : other.IsConstant ? Name : null,
            Type = Type == other.Type ? Type : Options is not null ? other.Type : other.Options is not null ? Type : null,
            Marks = Common(this, other),
        };
    }

    private static Marks Common(Value one, Value two)
    {
        const Marks Either = Marks.Partial | Marks.Composite | Marks.Guessed | Marks.Entities;
        return ((one.Marks | two.Marks) & Either) | (one.Marks & two.Marks & ~Either);
    }

    private static IReadOnlyList<T>? Merge<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? two, int most)
    {
        if (one is null || two is null)
        {
            return null;
        }

        var both = one.Concat(two.Where(item => !one.Contains(item))).ToList();
        return both.Count == one.Count ? one : both.Count <= most ? both : null;
    }
}
