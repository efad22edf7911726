using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>
/// Changes a JSON text by replacing byte ranges; every other byte stays as it came. The text and the new values are such as the strict
/// reader accepts, so the outcome is one too.
/// </summary>
public static class JsonSplice
{
    /// <summary>Replaces one part of a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="part">A slice of the document; one of length 0 inserts.</param>
    /// <param name="with">What stands in its place afterwards.</param>
    /// <returns>The new document.</returns>
    /// <exception cref="ArgumentException"><paramref name="part"/> is not a slice of <paramref name="document"/>.</exception>
    public static byte[] Replace(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> part, ReadOnlySpan<byte> with)
    {
        var at = OffsetOf(document, part);
        var result = GC.AllocateUninitializedArray<byte>(checked(document.Length - part.Length + with.Length));
        document.Span[..at].CopyTo(result);
        with.CopyTo(result.AsSpan(at));
        document.Span[(at + part.Length)..].CopyTo(result.AsSpan(at + with.Length));
        return result;
    }

    /// <summary>Makes several edits at once, given in any order.</summary>
    /// <param name="document">The document.</param>
    /// <param name="edits">The edits; their parts are slices of the document that neither overlap nor insert twice at one place.</param>
    /// <returns>The new document.</returns>
    /// <exception cref="ArgumentException">A part is not a slice of the document, or two parts meet.</exception>
    public static byte[] Apply(ReadOnlyMemory<byte> document, params ReadOnlySpan<JsonEdit> edits)
    {
        Span<int> order = edits.Length <= 16 ? stackalloc int[edits.Length] : new int[edits.Length];
        Span<int> starts = edits.Length <= 16 ? stackalloc int[edits.Length] : new int[edits.Length];
        var length = document.Length;
        for (var i = 0; i < edits.Length; i++)
        {
            order[i] = i;
            starts[i] = OffsetOf(document, edits[i].Part);
            length = checked(length - edits[i].Part.Length + edits[i].With.Length);
        }

        starts.Sort(order);
        var result = GC.AllocateUninitializedArray<byte>(length);
        var (read, written) = (0, 0);
        var last = -1;
        for (var i = 0; i < order.Length; i++)
        {
            var edit = edits[order[i]];
            if (starts[i] < read || starts[i] == last)
            {
                throw new ArgumentException($"two edits meet at byte {starts[i]}", nameof(edits));
            }

            last = starts[i];
            var kept = document.Span[read..starts[i]];
            kept.CopyTo(result.AsSpan(written));
            edit.With.Span.CopyTo(result.AsSpan(written + kept.Length));
            written += kept.Length + edit.With.Length;
            read = starts[i] + edit.Part.Length;
        }

        document.Span[read..].CopyTo(result.AsSpan(written));
        return result;
    }

    /// <summary>Appends a member to an object within a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="container">The object: a slice of the document from its opening to its closing brace.</param>
    /// <param name="name">The member's name, unescaped.</param>
    /// <param name="value">The member's raw value.</param>
    /// <returns>The new document.</returns>
    /// <exception cref="ArgumentException">The container is not an object within the document, or has such a member already.</exception>
    public static byte[] AppendMember(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> container, string name, ReadOnlySpan<byte> value)
    {
        var edit = Member(container, name, value);
        return Replace(document, edit.Part, edit.With.Span);
    }

    /// <summary>The edit that appends a member to an object, to be made together with others.</summary>
    /// <param name="container">The object: a slice of the document from its opening to its closing brace.</param>
    /// <param name="name">The member's name, unescaped.</param>
    /// <param name="value">The member's raw value.</param>
    /// <exception cref="ArgumentException">The container is not an object, or has such a member already.</exception>
    public static JsonEdit Member(ReadOnlyMemory<byte> container, string name, ReadOnlySpan<byte> value)
    {
        if (!container.Span.EndsWith("}"u8))
        {
            throw new ArgumentException("the part does not end with the object's brace", nameof(container));
        }

        if (JsonParts.TryGetMember(container, name, out _, out var any))
        {
            throw new ArgumentException($"the object has a member `{name}` already", nameof(name));
        }

        return new JsonEdit(container.Slice(container.Length - 1, 0), (byte[])[.. any ? ","u8 : [], .. Quote(name), (byte)':', .. value]);
    }

    /// <summary>A text as a JSON string, quotes included; anything but plain ASCII is escaped.</summary>
    /// <exception cref="ArgumentException">The text has half a surrogate pair.</exception>
    public static byte[] Quote(string text) => [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.Default).EncodedUtf8Bytes, (byte)'"'];

    private static int OffsetOf(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> part)
    {
        if (MemoryMarshal.TryGetArray(document, out var whole) && MemoryMarshal.TryGetArray(part, out var slice) && ReferenceEquals(whole.Array, slice.Array))
        {
            var at = slice.Offset - whole.Offset;
            if (at >= 0 && at + slice.Count <= whole.Count)
            {
                return at;
            }
        }

        throw new ArgumentException("the part is not a slice of the document", nameof(part));
    }
}

/// <summary>One change to a JSON text.</summary>
/// <param name="Part">The slice of the text that is replaced; one of length 0 inserts.</param>
/// <param name="With">What stands there afterwards.</param>
public readonly record struct JsonEdit(ReadOnlyMemory<byte> Part, ReadOnlyMemory<byte> With);
