using PolicyGuard.Intent;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>What step 3 needs to know of intent.</summary>
/// <param name="Policies">The intent policies in force.</param>
/// <param name="Paths">The paths of flows; asked only where a policy in force looks back.</param>
public sealed record IntentServices(IntentSetHolder Policies, IIntentPathStore Paths);
