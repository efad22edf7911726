using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Sinks;

namespace PolicyGuard.Taint.Flow;

/// <summary>How a result came about: what was called, and who chose the key it was fetched with.</summary>
/// <param name="Call">The call.</param>
/// <param name="Profile">What its tool does.</param>
/// <param name="Trust">What the operator says of its upstream.</param>
/// <param name="Key">The least trusted origin of a control argument; null where none is known.</param>
/// <param name="Named">Whether the user named the source: the argument that says where to look stands in the request.</param>
internal sealed record Fetched(ToolCall Call, ToolProfile Profile, SourceTrust Trust, Origin? Key, bool Named);
