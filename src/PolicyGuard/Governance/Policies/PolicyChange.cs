using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Policies;

/// <summary>What an act made of a policy.</summary>
/// <param name="Stored">The newest version afterwards.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Created">Whether no policy had the id before.</param>
/// <param name="Unchanged">Whether nothing had to change.</param>
/// <param name="Message">What was done, for a person or a model.</param>
public sealed record PolicyChange(StoredPolicy Stored, int Rules, bool Created, bool Unchanged, string Message);
