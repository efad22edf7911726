namespace PolicyGuard.Backends.Shipping;

/// <summary>
/// Says which process of a data folder ships to a sink: a lock on an empty file in the folder, given back by the system if its holder dies.
/// </summary>
public static class ShipLock
{
    // What the system says of a lock that somebody holds: EWOULDBLOCK as .NET passes it on, and ERROR_SHARING_VIOLATION.
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>The lock until it is disposed, or null where somebody else holds it.</summary>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="sink">The sink's name: letters, digits and <c>-</c>.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static IDisposable? TryTake(string dataFolder, string sink)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(Path.Combine(dataFolder, $"ship-{sink}.lock"), options);
        }
        catch (IOException e) when (e.HResult is WouldBlock or WouldBlockOnMac or SharingViolation)
        {
            return null;
        }
    }
}
