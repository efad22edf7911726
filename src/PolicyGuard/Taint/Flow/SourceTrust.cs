namespace PolicyGuard.Taint.Flow;

/// <summary>What the operator says of what an upstream answers.</summary>
public enum SourceTrust
{
    /// <summary>Others can write into it. The default: whoever reads the world reads what the world wrote.</summary>
    Untrusted,

    /// <summary>Only people whom the operator trusts can write into it.</summary>
    Trusted,

    /// <summary>Others can write into it, and what it says may not leave for the public.</summary>
    Confidential,
}
