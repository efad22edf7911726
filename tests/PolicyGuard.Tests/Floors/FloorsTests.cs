using PolicyGuard.Calls;

namespace PolicyGuard.Tests.Floors;

/// <summary>The rooms of the core look down, never up and never sideways. Held over the compiled code.</summary>
public sealed class FloorsTests
{
    private static readonly Type[] Types = typeof(ToolCall).Assembly.GetTypes();

    [Fact]
    public void No_room_uses_a_room_above_it_or_a_stranger_beside_it() => Assert.Empty(Violations(House.Core, Types));

    [Fact]
    public void Every_type_is_in_a_room_and_every_room_on_a_floor() =>
        Assert.All(Types.Where(t => t.Namespace?.StartsWith("PolicyGuard", StringComparison.Ordinal) == true), t => House.Core.FloorOf(House.Core.RoomOf(t.Namespace) ?? "none"));

    [Fact]
    public void The_core_carries_YamlDotNet_and_nothing_else() => Assert.All(
        typeof(ToolCall).Assembly.GetReferencedAssemblies(),
        reference => Assert.True(reference.Name is "YamlDotNet" || reference.Name!.StartsWith("System.", StringComparison.Ordinal), reference.FullName));

    [Fact]
    public void The_core_touches_no_network_no_disk_no_process_and_no_clock_of_its_own() => Assert.Empty(OutsideWorld.UsedBy(Types));

    /// <summary>Every use that a house forbids, in words.</summary>
    internal static IEnumerable<string> Violations(House house, IEnumerable<Type> types) =>
        from user in types
        let room = house.RoomOf(user.Namespace)
        where room is not null
        from used in TypeUses.Of(user)
        let other = house.RoomOf(used.Namespace)
        where other is not null && !house.Allows(room, other)
        select $"{user.FullName} uses {used.FullName}";
}
