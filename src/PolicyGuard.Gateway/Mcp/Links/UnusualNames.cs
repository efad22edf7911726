using System.Buffers;
using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// Warns of tools whose names have characters that honest tools do without: people read one name, and a policy's author wrote another. Once
/// for each tool, when it is first seen; what policies compare is the folded name in any case.
/// </summary>
/// <param name="pins">Knows which tools were seen before.</param>
/// <param name="record">Writes one event: reason and message.</param>
internal sealed class UnusualNames(IToolPinStore pins, Func<string, string, ValueTask> record)
{
    private static readonly SearchValues<char> Usual = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-./");

    /// <summary>Whether a name has other characters than lower-case ASCII letters, digits and <c>_ - . /</c>, or none at all.</summary>
    public static bool Has(string name) => name.Length == 0 || name.AsSpan().ContainsAnyExcept(Usual);

    /// <summary>Warns of a tool that is about to be pinned, where it is new and its name unusual.</summary>
    /// <exception cref="RegistryException">The pins cannot be read.</exception>
    public async ValueTask SeeAsync(string upstream, string tool, CancellationToken ct)
    {
        if (Has(tool) && await pins.FindAsync(upstream, tool, ct).ConfigureAwait(false) is null)
        {
            await record(Reasons.ToolNameUnusual, $"upstream `{upstream}` lists a tool `{Spelled(tool)}`: names have lower-case letters, digits and `_ - . /` as a rule").ConfigureAwait(false);
        }
    }

    // What cannot be told apart by eye is spelled out.
    private static string Spelled(string name) => string.Concat(name.Take(200).Select(static c => c is > ' ' and < '\u007f' ? c.ToString() : $"\\u{(int)c:X4}"));
}
