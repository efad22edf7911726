namespace PolicyGuard.Backends.Shipping;

/// <summary>A web address that takes entries.</summary>
/// <param name="Url">The address.</param>
/// <param name="Headers">Headers of each request; their values are secrets.</param>
/// <param name="CaFile">PEM file of the authorities that are believed instead of the system's, or null.</param>
public sealed record HttpSinkOptions(Uri Url, IReadOnlyDictionary<string, string> Headers, string? CaFile);
