using PolicyGuard.Calls;
using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>One page of a list as an upstream answered it, with what the caller may see of it.</summary>
/// <param name="Answer">The upstream's answer.</param>
/// <param name="HttpStatus">The status it came with.</param>
/// <param name="Array">The raw list within it; empty where the answer is an error.</param>
/// <param name="Entries">The raw entries.</param>
/// <param name="Visible">Which of them the caller may see.</param>
/// <param name="Refusal">Why it may see none, or null.</param>
internal sealed record ListPage(
    RpcMessage Answer, int HttpStatus, ReadOnlyMemory<byte> Array, List<ReadOnlyMemory<byte>> Entries, IReadOnlyList<bool> Visible, Refusal? Refusal);
