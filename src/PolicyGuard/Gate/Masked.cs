using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Gate;

/// <summary>Names, URIs and messages come from outside too: what is logged of them has its findings masked.</summary>
internal static class Masked
{
    private static readonly Scanner Scanner = new();

    /// <summary>Whether a text holds a credential, so that it must not be stored as a name.</summary>
    public static bool HoldsSecret(string text) => Taint.Scanner.LabelsOf(Scanner.ScanText(text)).Overlaps(LabelSet.Secret);

    public static string Text(string text) => Scanner.ScanText(text) is { Count: > 0 } findings ? Redactor.Mask(text, findings) : text;
}
