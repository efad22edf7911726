namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>Ethereum addresses: <c>0x</c> and forty hexadecimal digits near a word for a wallet. Contracts, hashes and bytes look alike, so the form alone says nothing.</summary>
internal sealed class EthereumAddress : PersonalDetector
{
    private static readonly ContextWords Words = new("wallet", "ethereum", "eth", "metamask", "erc20", "erc-20", "usdt", "usdc", "crypto");

    public override string Id => "ethereum-address";

    public override Evidence Evidence => Evidence.Contextual;

    public override string Source => "EIP-55 without its checksum, which is optional";

    public override IReadOnlyList<string> Anchors { get; } = ["0x"];

    public override IReadOnlyList<string> MemberAnchors => Words.NameAnchors;

    public override Hit Next(ReadOnlySpan<char> text, int from) => Find(text, from, named: false);

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Words.Names(name) ? Find(value, 0, named: true) : Hit.None;

    private static Hit Find(ReadOnlySpan<char> text, int from, bool named)
    {
        for (var i = from; i + 42 <= text.Length; i += 2)
        {
            var at = text[i..].IndexOf("0x", StringComparison.OrdinalIgnoreCase);
            if (at < 0 || i + at + 42 > text.Length)
            {
                break;
            }

            i += at;
            var digits = text.Slice(i + 2, 40);
            if (!digits.ContainsAnyExcept("0123456789abcdefABCDEF") && digits.ContainsAnyExcept('0') && Edges.Before(text, i, spaced: false) && Edges.After(text, i + 42, spaced: false)
                && (named || Words.Near(text, i, i + 42)))
            {
                return new Hit(i, 42);
            }
        }

        return Hit.None;
    }
}
