using PolicyGuard.Calls;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Taint.Flow.Requests;
using PolicyGuard.Taint.Flow.Sinks;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Taint.Flow;

public sealed class InferenceTests
{
    [Theory]
    [InlineData("read_file", "path", "Read", "None")]
    [InlineData("GmailSendEmail", "to body", "Send", "High")]
    [InlineData("order_list", "", "Read", "None")]
    [InlineData("get_order_history", "", "Read", "None")]
    [InlineData("message-send", "text", "Send", "High")]
    [InlineData("send_money", "amount", "Pay", "High")]
    [InlineData("update_scheduled_transaction", "id", "Pay", "High")]
    [InlineData("update_password", "password", "Grant", "High")]
    [InlineData("create_calendar_event", "title", "Create", "Low")]
    [InlineData("create_calendar_event", "title participants", "Send, Create", "High")]
    [InlineData("add_user_to_channel", "user channel", "Grant", "High")]
    [InlineData("deleteRepository", "name", "Delete", "High")]
    [InlineData("start_process", "command", "Run", "Code")]
    [InlineData("browser_navigate", "url", "Read", "Fetch")]
    [InlineData("trial_getter", "id", "Read", "None")]
    [InlineData("lol-champion-analysis", "champion", "None", "Low")]
    [InlineData("reserve_table", "day", "Book", "High")]
    public void A_name_tells_what_a_tool_does(string name, string arguments, string act, string risk)
    {
        var profile = SinkInference.Of(name, null, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((act, risk), (profile.Act.ToString(), profile.Risk.ToString()));
        Assert.NotEmpty(profile.Why);
    }

    [Fact]
    public void A_hint_tightens_always_and_loosens_only_what_was_not_known()
    {
        Assert.Equal(Risk.High, SinkInference.Of("save_all", new ToolDefinition("h", null, true, null), []).Risk);
        Assert.Equal(Risk.None, SinkInference.Of("champion_data", new ToolDefinition("h", true, null, null), []).Risk);
        Assert.Equal(Risk.High, SinkInference.Of("send_email", new ToolDefinition("h", true, false, false), []).Risk);
    }

    [Fact]
    public void Where_the_name_says_nothing_the_description_counts_and_a_format_makes_an_address()
    {
        const string Definition = """
            {"description":"Sends the given text to somebody.","inputSchema":{"type":"object","properties":{"whom":{"type":"string","format":"email"},"body":{"type":"string"},"when":{"type":"string","format":"date"}}}}
            """;
        var told = ToolInference.Of("up", "foobar_v2", Definition, new TaintOptions());
        Assert.Equal(("send", "high", true), (told.Act, told.Risk, told.IsPublic));
        Assert.Contains("description", told.Why, StringComparison.Ordinal);
        Assert.Equal([("/whom", "control"), ("/body", "content")], told.Arguments.Take(2).Select(static a => (a.Pointer, a.Role)));
        Assert.Equal("none", ToolInference.Of("up", "get_data", Definition, new TaintOptions()).Risk);
        var options = new TaintOptions { Sinks = [(NamePattern.OfGlob("foo*"), SinkKind.Write)], Arguments = [(NamePattern.OfGlob("*"), "body", true)] };
        var said = ToolInference.Of("up", "foobar_v2", Definition, options);
        Assert.Equal(("low", "control"), (said.Risk, said.Arguments[1].Role));
    }

    [Fact]
    public void A_schema_that_is_none_says_nothing()
    {
        var broken = new ToolDefinition("h", null, null, null) { InputSchema = "{]"u8.ToArray() };
        Assert.Empty(SinkInference.Of("send_email", broken, ["to"]).Addresses);
    }

    [Theory]
    [InlineData("Please pay the bill.", "Pay")]
    [InlineData("Show me my unread emails.", "Read")]
    [InlineData("When is my next meeting, based on the emails?", "None")]
    [InlineData("Tell me the name of the hotel.", "None")]
    [InlineData("Email the summary to Bob and delete the draft.", "Send, Delete")]
    [InlineData("They just sent me their share.", "None")]
    [InlineData("The file should be deleted.", "Delete")]
    [InlineData("Visit the site and message them.", "Read, Send")]
    [InlineData("Make sure to check the price change of the order.", "Read")]
    public void A_request_tells_what_is_asked_for(string request, string acts) => Assert.Equal(acts, AskedActs.Of(request, out _).ToString());

    [Theory]
    [InlineData("Do the tasks in the mail from Bob.", true)]
    [InlineData("Read the file and follow the instructions precisely.", true)]
    [InlineData("Please do the actions specified in the email.", true)]
    [InlineData("Perform the following tasks: 1. Pay the bill.", false)]
    [InlineData("Summarise the instructions.", false)]
    public void A_request_that_hands_over_is_known(string request, bool expected)
    {
        AskedActs.Of(request, out var delegates);
        Assert.Equal(expected, delegates);
    }
}
