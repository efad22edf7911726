using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Notes;

/// <summary>
/// The keys with which a log signed, in order, each vouched for by the one before. Who trusts one of them can trust all that follow. A chain that
/// exists was checked whole: order, hashes, signatures, sizes, one origin, no key twice. Immutable, thread-safe.
/// </summary>
public sealed class KeyChain
{
    private KeyChain(IReadOnlyList<KeyLink> links, IReadOnlyList<string> encoded) => (Links, Encoded) = (links, encoded);

    /// <summary>The log.</summary>
    public string Origin => Links[0].Origin;

    /// <summary>What the links state, the oldest first; at least one.</summary>
    public IReadOnlyList<KeyLink> Links { get; }

    /// <summary>The links as encoded notes, to be kept and handed on.</summary>
    public IReadOnlyList<string> Encoded { get; }

    /// <summary>The keys and from which size each signs, the oldest first.</summary>
    public IReadOnlyList<ChainKey> Keys => [.. Links.Select(link => new ChainKey(link.Size, link.Key))];

    /// <summary>The key that signs now.</summary>
    public NoteKey Current => Links[^1].Key;

    /// <summary>Begins a chain.</summary>
    /// <param name="origin">The log's origin line.</param>
    /// <param name="signer">Its first key, which signs from size 0 on.</param>
    /// <exception cref="ArgumentException">The origin is not one line.</exception>
    public static KeyChain Start(string origin, NoteSigner signer) => Checked([], new KeyLink(origin, 0, 0, signer.Key, null), signer);

    /// <summary>Reads and checks a chain.</summary>
    /// <param name="links">The encoded links, the oldest first.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="fault">Why it is refused, and at which link.</param>
    public static bool TryParse(IReadOnlyList<string> links, [NotNullWhen(true)] out KeyChain? chain, [NotNullWhen(false)] out string? fault)
    {
        chain = null;
        fault = links.Count == 0 ? "the key chain is empty" : null;
        var read = new List<KeyLink>();
        for (var i = 0; i < links.Count && fault is null; i++)
        {
            if (!NoteText.IsText(links[i]) || !SignedNote.TryParse(NoteText.Utf8.GetBytes(links[i]), out var note, out fault))
            {
                fault ??= "not a signed note";
            }
            else if (KeyLink.TryParse(note.Text, out var link, out fault))
            {
                fault = FaultOf(link, note, read, i == 0 ? null : links[i - 1]);
                read.Add(link);
            }

            fault = fault is null ? null : $"key link {i}: {fault}";
        }

        chain = fault is null ? new KeyChain(read, [.. links]) : null;
        return fault is null;
    }

    /// <summary>The chain with one key more.</summary>
    /// <param name="old">The signer of <see cref="Current"/>.</param>
    /// <param name="next">The new signer.</param>
    /// <param name="size">The tree size from which the new one signs, not below that of the last link.</param>
    /// <exception cref="ArgumentException">The old signer is not the chain's, the new key is in the chain, or the size goes backwards.</exception>
    public KeyChain Append(NoteSigner old, NoteSigner next, long size)
    {
        if (!old.Key.Equals(Current))
        {
            throw new ArgumentException("the old key is not the last one of the chain");
        }

        return Checked(Encoded, new KeyLink(Origin, Links.Count, size, next.Key, Hash(Encoded[^1])), old, next);
    }

    /// <summary>The key that signs at a size: the last one that begins at or before it.</summary>
    /// <param name="size">The tree size, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public NoteKey KeyFor(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return Links.Last(link => link.Size <= size).Key;
    }

    /// <summary>
    /// The keys by which a checkpoint of a size may be signed. Where the key changed at this size they are several: the log may have
    /// published this size before the change and after it.
    /// </summary>
    /// <param name="size">The tree size, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public IReadOnlyList<NoteKey> KeysFor(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return [.. Links.Where((link, i) => link.Size <= size && (i + 1 == Links.Count || Links[i + 1].Size >= size)).Select(link => link.Key)];
    }

    /// <summary>Whether the chain contains a key that was trusted before, so that all later ones are vouched for by it.</summary>
    /// <remarks>A chain proves nothing by itself: anybody can make one of his own keys.</remarks>
    /// <param name="pinned">The key, by name and content.</param>
    public bool StartsFrom(NoteKey pinned) => Links.Any(link => link.Key.Equals(pinned));

    // What we make goes the way of what we read, so that nothing is ever written that nobody accepts.
    private static KeyChain Checked(IReadOnlyList<string> before, KeyLink link, params NoteSigner[] signers)
    {
        var encoded = NoteText.Utf8.GetString(SignedNote.Sign(link.Text, signers).Encode());
        return TryParse([.. before, encoded], out var chain, out var fault) ? chain : throw new ArgumentException(fault);
    }

    private static string? FaultOf(KeyLink link, SignedNote note, List<KeyLink> before, string? encodedBefore)
    {
        if (link.Sequence != before.Count)
        {
            return $"it says that it is number {link.Sequence}";
        }

        var last = before.LastOrDefault();
        if (link.Size < (last?.Size ?? 0) || (last is null && link.Size != 0))
        {
            return last is null ? "the first key signs from size 0" : $"its size {link.Size} is below {last.Size}, that of the link before";
        }

        if (last is not null && link.Origin != last.Origin)
        {
            return $"it is of another log: {link.Origin}";
        }

        if (encodedBefore is not null && !Hash(encodedBefore).AsSpan().SequenceEqual(link.Previous!.Value.Span))
        {
            return "the hash in it is not that of the link before";
        }

        if (before.Any(earlier => earlier.Key.Spki.Span.SequenceEqual(link.Key.Spki.Span)))
        {
            return "its key is in the chain already";
        }

        NoteKey[] expected = last is null ? [link.Key] : [last.Key, link.Key];
        var verdict = note.Verify(expected);
        return verdict.Fault ?? (verdict.SignedBy.Count == expected.Length && note.Signatures.Count == expected.Length
            ? null
            : last is null ? "it is not signed by its key alone" : "it is not signed by the key before and by the new key, and by no other");
    }

    private static byte[] Hash(string encoded) => SHA256.HashData(NoteText.Utf8.GetBytes(encoded));
}
