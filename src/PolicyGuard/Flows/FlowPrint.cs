namespace PolicyGuard.Flows;

/// <summary>The keyed fingerprint of one value, and where it stood.</summary>
/// <param name="Hash">The fingerprint (<see cref="PrintKey"/>).</param>
/// <param name="Source">The index of its source within the event that carries it.</param>
public readonly record struct FlowPrint(ulong Hash, ushort Source);
