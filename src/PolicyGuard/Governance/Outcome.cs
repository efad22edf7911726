using PolicyGuard.Gate;

namespace PolicyGuard.Governance;

/// <summary>What became of an administrative act: a value, or why there is none.</summary>
/// <typeparam name="T">What the act gives back.</typeparam>
public sealed record Outcome<T>
    where T : class
{
    /// <summary>What it gave; null where it was refused.</summary>
    public T? Value { get; init; }

    /// <summary>Why it was refused; null where it was done.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>All that is wrong with the request, each naming its parameter; empty where it was refused for another reason.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Concerns that did not stop it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether it was done.</summary>
    public bool Done => Refusal is null;
}

/// <summary>Makes outcomes.</summary>
internal static class Outcome
{
    public static Outcome<T> Done<T>(T value, IReadOnlyList<string>? warnings = null)
        where T : class => new() { Value = value, Warnings = warnings ?? [] };

    public static Outcome<T> Refused<T>(Refusal refusal)
        where T : class => new() { Refusal = refusal };

    public static Outcome<T> Refused<T>(string reason, string message)
        where T : class => new() { Refusal = new Refusal(reason, message) };

    /// <summary>Refuses a request that makes no sense, with everything that is wrong with it.</summary>
    public static Outcome<T> Invalid<T>(IReadOnlyList<string> errors)
        where T : class => new() { Refusal = new Refusal(Calls.Reasons.ActInvalid, string.Join("; ", errors)), Errors = errors };
}
