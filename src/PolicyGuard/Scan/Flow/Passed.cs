namespace PolicyGuard.Scan.Flow;

/// <summary>An argument of a call as evaluated; <paramref name="Stars"/> is 1 for <c>*x</c>, 2 for <c>**x</c>.</summary>
internal readonly record struct Passed(string? Name, Value Value, int Stars = 0);
