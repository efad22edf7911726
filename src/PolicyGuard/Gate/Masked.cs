using System.Collections.Concurrent;
using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Gate;

/// <summary>Names, URIs and messages come from outside too: what is logged of them has its findings masked.</summary>
internal static class Masked
{
    private const int MostKnown = 4096;
    private const int LongestKnown = 256;

    private static readonly Scanner Scanner = new();

    // A call's entries name the same agents, tools and callers again and again. Only texts in which nothing was found are remembered, so no secret is.
    private static readonly ConcurrentDictionary<string, bool> Clean = new(StringComparer.Ordinal);
    private static int _known;

    /// <summary>Whether a text holds a credential, so that it must not be stored as a name.</summary>
    public static bool HoldsSecret(string text) => !IsClean(text) && Taint.Scanner.LabelsOf(Scanner.ScanPart(text)).Overlaps(LabelSet.Secret);

    public static string Text(string text)
    {
        if (IsClean(text))
        {
            return text;
        }

        if (Scanner.ScanPart(text) is { Count: > 0 } findings)
        {
            return Redactor.Mask(text, findings);
        }

        Remember(text);
        return text;
    }

    private static bool IsClean(string text) => text.Length <= LongestKnown && Clean.ContainsKey(text);

    // Who invents names by the thousand makes it begin anew.
    private static void Remember(string text)
    {
        if (text.Length > LongestKnown || !Clean.TryAdd(text, true))
        {
            return;
        }

        if (Interlocked.Increment(ref _known) > MostKnown)
        {
            Clean.Clear();
            Volatile.Write(ref _known, 0);
        }
    }
}
