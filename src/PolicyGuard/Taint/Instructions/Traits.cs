namespace PolicyGuard.Taint.Instructions;

/// <summary>
/// What the words of a sentence must be, taken together, before any rule can weigh it: fewer classes than <see cref="WordClass"/> has, so that a small table
/// holds them, and a few single words that rules ask for. Whoever changes a rule has to look here too; <c>FirstLookTests</c> holds them together.
/// </summary>
[Flags]
internal enum Traits : uint
{
    None = 0,
    Drop = 1u << 0,
    Prior = 1u << 1,
    Order = 1u << 2,

    /// <summary>A verb of <see cref="WordClass.Speak"/>.</summary>
    Speak = 1u << 3,
    User = 1u << 4,
    Agent = 1u << 5,
    Tool = 1u << 6,
    Use = 1u << 7,
    Act = 1u << 8,
    Gather = 1u << 9,
    Tell = 1u << 10,
    Not = 1u << 11,

    /// <summary>to, for.</summary>
    Towards = 1u << 12,
    When = 1u << 13,
    Around = 1u << 14,
    Task = 1u << 15,
    Please = 1u << 16,
    First = 1u << 17,
    Second = 1u << 18,

    /// <summary>are.</summary>
    Are = 1u << 19,

    /// <summary>now, no.</summary>
    Now = 1u << 20,
    Alarm = 1u << 21,
    Stealth = 1u << 22,
    Obey = 1u << 23,
    These = 1u << 24,

    /// <summary>instead.</summary>
    Instead = 1u << 25,
    Letter = 1u << 26,

    /// <summary>A word spelled as programs spell names.</summary>
    Identifier = 1u << 27,
    Asks = 1u << 28,
    Test = 1u << 29,
    That = 1u << 30,
    Play = 1u << 31,
}
