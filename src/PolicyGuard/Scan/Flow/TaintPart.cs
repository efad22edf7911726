namespace PolicyGuard.Scan.Flow;

/// <summary>An input that a value depends on, what it can no longer do, and how it came here.</summary>
internal readonly record struct TaintPart(Atom Atom, Hazard Clean, Trail Trail);
