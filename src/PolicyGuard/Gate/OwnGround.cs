namespace PolicyGuard.Gate;

/// <summary>What the gate has to know of the disk to keep agents from its own files. Paths are absolute.</summary>
public sealed record OwnGround
{
    /// <summary>The gate's own files and folders.</summary>
    public required IReadOnlyList<OwnPlace> Places { get; init; }

    /// <summary>Folders from which any tool server may count a relative path.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>Folders from which one tool server may count, by its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> UpstreamFolders { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The user's home folder, or null.</summary>
    public string? Home { get; init; }

    /// <summary>Whether names that differ in letter case only are one file.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Whether paths are those of Windows: drives, streams, dots and blanks that end a name.</summary>
    public bool Windows { get; init; }

    /// <summary>What stands at a path: null where there is nothing, an empty text where it is no link, else the target as the link has it. Must not throw.</summary>
    public required Func<string, string?> LinkAt { get; init; }
}

/// <summary>A file or folder of the gate's own.</summary>
/// <param name="Path">The path.</param>
/// <param name="Child">Which files directly in the folder are the gate's, where the folder is not its own alone; null where all of it is.</param>
/// <param name="ByName">Whether the last names of the path tell it wherever a relative path begins, as <c>.policyguard</c> does.</param>
public sealed record OwnPlace(string Path, Func<string, bool>? Child = null, bool ByName = false);
