using System.Buffers.Binary;
using System.Security.Cryptography;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>
/// The log's signing keys: the first is made when nothing was signed yet, and each later one is vouched for by the one before it, so that who knows
/// one key knows all that follow.
/// </summary>
/// <param name="store">Where the chain is kept.</param>
/// <param name="files">Where the private halves are kept.</param>
public sealed class LogKeys(ILogStore store, ISignerFiles files) : IDisposable
{
    private NoteSigner? _signer;
    private KeyChain? _chain;

    /// <summary>The chain; null where nothing was signed yet.</summary>
    /// <exception cref="LedgerException">It cannot be read, or is broken.</exception>
    public async ValueTask<KeyChain?> ChainAsync(CancellationToken ct)
    {
        var links = await store.KeyLinksAsync(ct).ConfigureAwait(false);
        if (links.Count == 0)
        {
            return null;
        }

        if (_chain is null || _chain.Links.Count != links.Count)
        {
            _chain = KeyChain.TryParse(links, out var chain, out var fault)
                ? chain
                : throw new LedgerException($"the chain of signing keys is broken, so nothing is signed: {fault}; `policyguard audit verify` says more");
        }

        return _chain;
    }

    /// <summary>The chain and the key that signs at present; both made at first use. Racing processes get one.</summary>
    /// <exception cref="LedgerException">They cannot be read or made.</exception>
    public async ValueTask<(KeyChain Chain, NoteSigner Signer)> CurrentAsync(CancellationToken ct)
    {
        if (await ChainAsync(ct).ConfigureAwait(false) is not { } chain)
        {
            await StartAsync().ConfigureAwait(false);
            chain = (await ChainAsync(ct).ConfigureAwait(false))!;
        }

        var key = chain.Current;
        if (_signer is null || _signer.Key.Id != key.Id)
        {
            _signer?.Dispose();
            _signer = files.Open(key);

            // Who replaced a key may have been killed before it removed the old one.
            foreach (var (_, old) in chain.Keys.SkipLast(1))
            {
                files.Discard(old);
            }
        }

        return (chain, _signer);
    }

    /// <summary>Replaces the signing key. The old one vouches for the new one and is removed.</summary>
    /// <param name="size">The size of the last checkpoint that the old key signed.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>The new key.</returns>
    /// <exception cref="LedgerException">It cannot be done; the old key stays.</exception>
    public async ValueTask<NoteKey> RotateAsync(long size, CancellationToken ct)
    {
        var (chain, old) = await CurrentAsync(ct).ConfigureAwait(false);
        var next = files.Create(old.Key.Name);
        try
        {
            var longer = chain.Append(old, next, size + 1);
            if (!await store.TryAddKeyLinkAsync(chain.Links.Count, longer.Encoded[^1]).ConfigureAwait(false))
            {
                throw new LedgerException("somebody else is just replacing the signing key");
            }
        }
        catch
        {
            files.Discard(next.Key);
            next.Dispose();
            throw;
        }

        var replaced = old.Key;
        (_signer, _chain) = (next, null);
        old.Dispose();
        files.Discard(replaced);
        return next.Key;
    }

    /// <inheritdoc/>
    public void Dispose() => _signer?.Dispose();

    // The name is made by chance: two data folders never speak of one log. Sigstore's tools want a number behind the name.
    private async ValueTask StartAsync()
    {
        var id = RandomNumberGenerator.GetBytes(8);
        var name = $"policyguard/{Convert.ToHexStringLower(id)}";
        var origin = new LogOrigin(name, (long)(BinaryPrimitives.ReadUInt64BigEndian(id) & long.MaxValue));
        using var signer = files.Create(name);
        if (!await store.TryAddKeyLinkAsync(0, KeyChain.Start(origin.ToString(), signer).Encoded[0]).ConfigureAwait(false))
        {
            files.Discard(signer.Key);
        }
    }
}
