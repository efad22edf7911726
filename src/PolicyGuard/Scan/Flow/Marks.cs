namespace PolicyGuard.Scan.Flow;

/// <summary>What else is known of a value; a set.</summary>
[Flags]
internal enum Marks
{
    None = 0,

    /// <summary>Only a part of the input: a check of it says nothing about the rest.</summary>
    Partial = 1,

    /// <summary>The input with something around it: equal to nothing that is known.</summary>
    Composite = 2,

    /// <summary>A path without <c>..</c> and links.</summary>
    Resolved = 4,

    /// <summary>Came through a call that we know nothing about.</summary>
    Guessed = 8,

    /// <summary>An XML parser that follows external entities.</summary>
    Entities = 16,

    /// <summary>The middle of a string without its first and last character.</summary>
    Inside = 32,

    /// <summary>The name of a host that a URL was parsed into.</summary>
    Host = 64,
}
