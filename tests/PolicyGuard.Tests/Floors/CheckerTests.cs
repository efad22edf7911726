using System.Reflection;

namespace PolicyGuard.Tests.Floors;

/// <summary>The check of the floors can fail: it finds every way of reaching up in a house that is built wrong on purpose.</summary>
public sealed class CheckerTests
{
    private static readonly House Crooked = new("Crooked", [["Lower", "Beside"], ["Upper"]], []);

    public static TheoryData<string> Wrong =>
        [.. Types("Crooked.Lower").Concat(Types("Crooked.Beside")).Where(t => !t.IsNested).Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Every_way_of_reaching_up_or_sideways_is_found(string name) => Assert.NotEmpty(FloorsTests.Violations(Crooked, WithNested(Type.GetType(name)!)));

    [Fact]
    public void Looking_down_and_staying_in_the_room_is_right() =>
        Assert.Empty(FloorsTests.Violations(Crooked, Types("Crooked.Upper").Concat(Types("Crooked.Lower.Deep")).SelectMany(WithNested)));

    [Fact]
    public void A_room_that_no_floor_has_is_not_overlooked()
    {
        var house = new House("Crooked", [["Lower"], ["Beside"]], []);
        Assert.Throws<InvalidOperationException>(() => FloorsTests.Violations(house, Types("Crooked.Lower")).ToList());
    }

    [Fact]
    public void A_neighbour_may_be_used_only_in_the_direction_that_the_house_says()
    {
        Assert.True(House.Core.Allows("Ledger", "Envelopes"));
        Assert.False(House.Core.Allows("Envelopes", "Ledger"));
        Assert.False(House.Core.Allows("Text", "Calls"));
        Assert.False(House.Core.Allows("Rules", "Taint"));
        Assert.True(House.Core.Allows("Gate", "Text"));
    }

    [Theory]
    [InlineData(typeof(Outside.Disk))]
    [InlineData(typeof(Outside.Network))]
    [InlineData(typeof(Outside.Clock))]
    [InlineData(typeof(Outside.ClockAsync))]
    [InlineData(typeof(Outside.Delay))]
    [InlineData(typeof(Outside.Timeout))]
    [InlineData(typeof(Outside.Dice))]
    [InlineData(typeof(Outside.Carrier))]
    public void Every_way_out_of_the_core_is_found(Type type) => Assert.NotEmpty(OutsideWorld.UsedBy(WithNested(type)));

    [Fact]
    public void Time_that_is_handed_in_is_right() => Assert.Empty(OutsideWorld.UsedBy(WithNested(typeof(Outside.HandedIn))));

    private static IEnumerable<Type> Types(string space) => Assembly.GetExecutingAssembly().GetTypes().Where(t => t.Namespace == space);

    private static IEnumerable<Type> WithNested(Type type) =>
        type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).SelectMany(WithNested).Prepend(type);

    private static class Outside
    {
        public sealed class Disk
        {
            public string Read(string path) => File.ReadAllText(path);
        }

        public sealed class Network
        {
            public Task<string> Read(HttpClient client) => client.GetStringAsync("http://localhost");
        }

        public sealed class Clock
        {
            public long Now() => TimeProvider.System.GetTimestamp();
        }

        public sealed class ClockAsync
        {
            public async Task<DateTime> Now()
            {
                await Task.Yield();
                return DateTime.UtcNow;
            }
        }

        public sealed class Delay
        {
            public Task Wait() => Task.Delay(TimeSpan.FromSeconds(1));
        }

        public sealed class Timeout
        {
            public object Make() => new CancellationTokenSource(TimeSpan.FromSeconds(1));
        }

        public sealed class Dice
        {
            public int Roll() => Random.Shared.Next();
        }

        public sealed class Carrier
        {
            public List<FileStream[]> Files { get; } = [];
        }

        public sealed class HandedIn(TimeProvider time)
        {
            public Task Wait() => Task.Delay(TimeSpan.FromSeconds(1), time);

            public object Make() => new CancellationTokenSource();

            public DateTimeOffset Now() => time.GetUtcNow();
        }
    }
}
