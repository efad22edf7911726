namespace PolicyGuard.Ledger.Notes;

/// <summary>
/// The origin line of our logs: <c>name - number</c>. Clients of Sigstore's Rekor know a log by this form and verify its checkpoints only with
/// it; the signing key's name is the part before the number, because a key's name holds no spaces.
/// </summary>
/// <param name="Name">The log's name and its keys' name: not empty, no spaces, no plus.</param>
/// <param name="TreeId">The number of the tree, from 0.</param>
public readonly record struct LogOrigin(string Name, long TreeId)
{
    private const string Between = " - ";

    /// <summary>Reads an origin of this form.</summary>
    /// <param name="line">The line.</param>
    /// <param name="origin">What it names.</param>
    public static bool TryParse(string? line, out LogOrigin origin)
    {
        origin = default;
        var parts = line?.Split(Between) ?? [];
        if (parts.Length != 2 || !NoteText.IsKeyName(parts[0]) || !NoteText.TryNumber(parts[1], out var id))
        {
            return false;
        }

        origin = new LogOrigin(parts[0], id);
        return true;
    }

    /// <summary>The line.</summary>
    public override string ToString() => Name + Between + NoteText.Number(TreeId);
}
