using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Cuts entries out of a list answer, and turns a public cache scope into a private one: what one caller may see, another may not.</summary>
internal static class ListCut
{
    private static readonly byte[] Private = "\"private\""u8.ToArray();

    /// <summary>The answer without its hidden entries.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="array">The raw list within it.</param>
    /// <param name="entries">The raw entries within the list.</param>
    /// <param name="visible">Which of them stay.</param>
    public static ReadOnlyMemory<byte> Apply(RpcMessage answer, ReadOnlyMemory<byte> array, List<ReadOnlyMemory<byte>> entries, IReadOnlyList<bool> visible)
    {
        var isPublic = JsonParts.TryGetMember(answer.Result, "cacheScope", out var scope) && RawJson.Text(scope) == "public";
        var hides = visible.Contains(false);
        if (!isPublic && !hides)
        {
            return answer.Utf8;
        }

        if (!hides)
        {
            return JsonSplice.Replace(answer.Utf8, scope, Private);
        }

        var left = new JsonEdit(array, Join(entries, visible));
        return isPublic ? JsonSplice.Apply(answer.Utf8, left, new JsonEdit(scope, Private)) : JsonSplice.Apply(answer.Utf8, left);
    }

    /// <summary>A list of the entries that stay.</summary>
    public static byte[] Join(List<ReadOnlyMemory<byte>> entries, IReadOnlyList<bool> visible)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write("["u8);
        var first = true;
        for (var i = 0; i < entries.Count; i++)
        {
            if (visible[i])
            {
                buffer.Write(first ? ""u8 : ","u8);
                buffer.Write(entries[i].Span);
                first = false;
            }
        }

        buffer.Write("]"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
