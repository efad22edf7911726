namespace PolicyGuard.Scan;

/// <summary>How bad a <see cref="ScanFinding"/> is, from the least. <see cref="Critical"/> alone makes the command fail.</summary>
public enum ScanSeverity
{
    /// <summary>About the scan itself: a file that could not be read whole.</summary>
    Info,

    /// <summary>Worth a look.</summary>
    Low,

    /// <summary>Dangerous in some surroundings.</summary>
    Medium,

    /// <summary>Dangerous.</summary>
    High,

    /// <summary>Somebody else's code or commands may run.</summary>
    Critical,
}
