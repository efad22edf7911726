namespace PolicyGuard.Load;

/// <summary>Something that calls are sent to.</summary>
/// <param name="Name">How it is called in the results.</param>
/// <param name="Url">Where it listens.</param>
/// <param name="Tool">The tool that is called.</param>
/// <param name="Program">The process between client and upstream; null for direct calls.</param>
internal sealed record Target(string Name, Uri Url, string Tool, Child? Program)
{
    /// <summary>CPU time that the process between has spent so far.</summary>
    public TimeSpan Cpu => Program?.Cpu ?? TimeSpan.Zero;
}
