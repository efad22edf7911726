using System.Globalization;

namespace PolicyGuard.Gateway.Config;

/// <summary>Numbers with units, as people write them in configurations and on command lines.</summary>
public static class Units
{
    private static readonly (string Unit, double Factor)[] Spans = [("ms", 0.001), ("s", 1), ("min", 60), ("m", 60), ("h", 3600), ("d", 86400)];
    private static readonly (string Unit, double Factor)[] Sizes = [("KiB", 1024), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1)];

    /// <summary>Seconds: <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>1.5h</c>, <c>7d</c>, or a bare number of seconds; null for anything else.</summary>
    public static double? Seconds(string text) => Measure(text, Spans);

    /// <summary>Bytes: <c>64KiB</c>, <c>10MiB</c>, <c>1GiB</c>, <c>512B</c>, or a bare number of bytes; null for anything else.</summary>
    public static double? Bytes(string text) => Measure(text, Sizes);

    private static double? Measure(string text, (string Unit, double Factor)[] units)
    {
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        var unit = text[digits.Length..];
        var factor = unit.Length == 0 ? 1 : units.FirstOrDefault(known => string.Equals(known.Unit, unit, StringComparison.OrdinalIgnoreCase)).Factor;
        return factor > 0 && double.TryParse(digits.TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number * factor
            : null;
    }
}
