using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Gateway;

public sealed class UnusualNamesTests
{
    private readonly List<string> _events = [];
    private readonly MemoryToolPins _pins = new(TimeProvider.System);

    [Theory]
    [InlineData("read_file")]
    [InlineData("fs/read-file.v2")]
    public void A_usual_name_is_no_news(string name) => Assert.False(UnusualNames.Has(name));

    [Theory]
    [InlineData("")]
    [InlineData("Read_File")]
    [InlineData(" read")]
    [InlineData("r\u0435ad")]
    [InlineData("re\u200bad")]
    [InlineData("read\n")]
    [InlineData("fs:read")]
    public void Any_other_character_is(string name) => Assert.True(UnusualNames.Has(name));

    [Fact]
    public async Task A_tool_is_warned_about_once_however_often_it_is_listed_and_by_whomever()
    {
        for (var process = 0; process < 3; process++)
        {
            var catalog = new ToolCatalog("up", _pins, new UnusualNames(_pins, RecordAsync));
            for (var listing = 0; listing < 3; listing++)
            {
                await catalog.LearnAsync([Tool("r\\u0435ad"), Tool("read"), Tool("Write")], default);
            }
        }

        Assert.Equal(2, _events.Count);
        Assert.StartsWith($"{Reasons.ToolNameUnusual} upstream `up` lists a tool `r\\u0435ad`", _events[0], StringComparison.Ordinal);
    }

    private ValueTask RecordAsync(string reason, string message)
    {
        _events.Add($"{reason} {message}");
        return ValueTask.CompletedTask;
    }

    private static ReadOnlyMemory<byte> Tool(string name) => System.Text.Encoding.UTF8.GetBytes($$$"""{"name":"{{{name}}}","inputSchema":{"type":"object"}}""");
}
