namespace PolicyGuard.Taint;

/// <summary>What the operator allows although a detector hits it.</summary>
internal sealed class Allowances
{
    /// <summary>Nothing.</summary>
    public static Allowances None { get; } = new();

    /// <summary>Whether a hit is allowed wherever it stands.</summary>
    public bool IsAllowed(string detector, ReadOnlySpan<char> hit) => false;

    /// <summary>Whether a detector's hits are allowed at a place.</summary>
    public bool IsAllowedAt(string detector, string pointer) => false;
}
