namespace PolicyGuard.Taint.Flow.Outputs;

/// <summary>One value of an output that was read: a text, or named members, or a list. Whatever the notation was.</summary>
internal sealed class Node
{
    /// <summary>The text of a scalar; null for members and lists.</summary>
    public string? Text { get; init; }

    /// <summary>Named members, in order; empty for others.</summary>
    public List<(string Name, Node Value)> Members { get; } = [];

    /// <summary>The items of a list; empty for others.</summary>
    public List<Node> Items { get; } = [];

    /// <summary>Whether the text was a part of a notation, rather than a text by itself.</summary>
    public bool IsProse { get; init; }

    /// <summary>Whether the members are only the wrapping of an MCP result, whose names say nothing.</summary>
    public bool IsWrapping { get; init; }

    /// <summary>Running text.</summary>
    public static Node Prose(string text) => new() { Text = text, IsProse = true };
}
