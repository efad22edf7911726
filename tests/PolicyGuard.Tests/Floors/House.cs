namespace PolicyGuard.Tests.Floors;

/// <summary>
/// Rooms on floors, the lowest first. A room is a namespace below a root. It may use rooms on lower floors; neighbours on its own floor are
/// strangers unless the house says otherwise.
/// </summary>
/// <param name="root">The namespace whose children are the rooms.</param>
/// <param name="floors">The rooms of each floor.</param>
/// <param name="neighbours">Who may use whom on one floor.</param>
internal sealed class House(string root, string[][] floors, (string User, string Used)[] neighbours)
{
    /// <summary>The core, as ARCHITECTURE.md draws it.</summary>
    public static readonly House Core = new(
        "PolicyGuard",
        [
            ["Text", "Flows", "Calls"],
            ["Rules", "Intent", "Taint", "Limits", "Context", "Scan"],
            ["Envelopes", "Ledger", "Registry"],
            ["Gate", "Plugins"],
            ["Governance"],
        ],
        [("Flows", "Text"), ("Calls", "Text"), ("Calls", "Flows"), ("Ledger", "Envelopes"), ("Gate", "Plugins")]);

    /// <summary>All rooms.</summary>
    public IEnumerable<string> Rooms => floors.SelectMany(rooms => rooms);

    /// <summary>Whether a room may use another.</summary>
    public bool Allows(string user, string used) => user == used || FloorOf(used) < FloorOf(user) || neighbours.Contains((user, used));

    /// <summary>The floor of a room, from 0.</summary>
    /// <exception cref="InvalidOperationException">No floor has the room.</exception>
    public int FloorOf(string room)
    {
        var floor = Array.FindIndex(floors, rooms => rooms.Contains(room));
        return floor >= 0 ? floor : throw new InvalidOperationException($"no floor has the room {room}");
    }

    /// <summary>The room of a namespace; null for one that is not in the house.</summary>
    public string? RoomOf(string? name) =>
        name is not null && name.StartsWith(root + ".", StringComparison.Ordinal) ? name[(root.Length + 1)..].Split('.')[0] : null;
}
