namespace PolicyGuard.Load;

internal static class MedianExtensions
{
    /// <summary>The middle value, or the mean of the two in the middle; NaN of nothing.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
