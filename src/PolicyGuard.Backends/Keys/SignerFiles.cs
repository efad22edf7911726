using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Backends.Keys;

/// <summary>The log's private signing keys, each a PEM file named after its key: <c>keys/log-1a2b3c4d.pem</c>.</summary>
/// <param name="folder">The folder of keys; made with mode 0700.</param>
public sealed class SignerFiles(string folder) : ISignerFiles
{
    /// <inheritdoc/>
    public NoteSigner Create(string name)
    {
        var signer = NoteSigner.Create(name);
        try
        {
            return KeyFile.TryCreate(PathOf(signer.Key), signer.ExportPem())
                ? signer
                : throw new LedgerException($"{PathOf(signer.Key)} is there already");
        }
        catch (Exception fault)
        {
            signer.Dispose();
            throw Failure("cannot be written", PathOf(signer.Key), fault);
        }
    }

    /// <inheritdoc/>
    public NoteSigner Open(NoteKey key)
    {
        var path = PathOf(key);
        NoteSigner signer;
        try
        {
            signer = NoteSigner.FromPem(key.Name, KeyFile.Read(path));
        }
        catch (Exception fault)
        {
            throw Failure("cannot be read", path, fault);
        }

        if (signer.Key.Equals(key))
        {
            return signer;
        }

        signer.Dispose();
        throw new LedgerException($"the log's signing key: {path} holds another key than {key}");
    }

    /// <inheritdoc/>
    public void Discard(NoteKey key)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It signs no more: the chain says from where on it must not.
        }
    }

    private string PathOf(NoteKey key) => Path.Combine(folder, $"log-{key.Id:x8}.pem");

    private static LedgerException Failure(string what, string path, Exception fault) => fault as LedgerException
        ?? new LedgerException($"the log's signing key {what}, so nothing is signed: {path}: {fault.Message}", fault);
}
