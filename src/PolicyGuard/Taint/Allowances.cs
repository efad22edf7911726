using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Taint.Custom;
using PolicyGuard.Text;

namespace PolicyGuard.Taint;

/// <summary>What the operator allows although a detector hits it.</summary>
internal sealed class Allowances(IReadOnlyList<Allowances.Value> values, IReadOnlyList<Allowances.Place> places)
{
    /// <summary>Nothing.</summary>
    public static Allowances None { get; } = new([], []);

    /// <summary>Whether a hit is allowed wherever it stands.</summary>
    public bool IsAllowed(string detector, ReadOnlySpan<char> hit)
    {
        foreach (var value in values)
        {
            if (value.Detector?.IsMatch(detector) != false && (value.Digests.Contains(Digest(value.Digests, hit)) || value.Compiled.Allows(hit, 0, hit.Length, 0, hit.Length)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a detector's hits are allowed at a place.</summary>
    public bool IsAllowedAt(string detector, string pointer)
    {
        foreach (var place in places)
        {
            if (place.Detector?.IsMatch(detector) != false && place.Pointer.IsMatch(pointer))
            {
                return true;
            }
        }

        return false;
    }

    private static string Digest(HashSet<string> wanted, ReadOnlySpan<char> hit)
    {
        if (wanted.Count == 0)
        {
            return "";
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hit.ToString())));
    }

    /// <summary>Values that are allowed, of one detector or of all.</summary>
    internal sealed record Value(Glob? Detector, HashSet<string> Digests, CompiledAllow Compiled);

    /// <summary>A place at which hits are allowed.</summary>
    internal sealed record Place(Glob? Detector, Glob Pointer);
}
