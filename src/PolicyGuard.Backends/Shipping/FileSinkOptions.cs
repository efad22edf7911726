namespace PolicyGuard.Backends.Shipping;

/// <summary>A file that is shipped to.</summary>
/// <param name="Path">The file, absolute.</param>
/// <param name="MaxBytes">It is set aside before it grows beyond so many bytes; at least one record fits in any case.</param>
/// <param name="Keep">So many files that were set aside are kept: <c>.1</c> the newest. At least 1.</param>
public sealed record FileSinkOptions(string Path, long MaxBytes, int Keep);
