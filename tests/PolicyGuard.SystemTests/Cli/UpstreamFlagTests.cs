using PolicyGuard.Cli.Commands;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>Commands in one word of the command line.</summary>
public sealed class UpstreamFlagTests
{
    [Theory]
    [InlineData("npx -y  server", "npx|-y|server")]
    [InlineData("run 'a b' \"c d\" e\\ f", "run|a b|c d|e f")]
    [InlineData("run ''", "run|")]
    [InlineData("run 'it'\\''s'", "run|it's")]
    [InlineData("run \"say \\\"hi\\\"\"", "run|say \"hi\"")]
    [InlineData(@"C:\Tools\x.exe C:\Data", @"C:\Tools\x.exe|C:\Data")]
    [InlineData("echo $HOME `id` $(id) ; rm", "echo|$HOME|`id`|$(id)|;|rm")]
    public void Is_split_as_in_a_shell_and_nothing_is_expanded(string text, string expected) => Assert.Equal(expected.Split('|'), UpstreamFlag.Words(text));

    [Theory]
    [InlineData("run 'open")]
    [InlineData("run \"open")]
    public void An_open_quote_is_refused(string text) => Assert.Null(UpstreamFlag.Words(text));

    [Theory]
    [InlineData("a=npx mcp-remote https://x/mcp")]
    [InlineData("a=HTTPS://x/mcp")]
    public void A_command_with_an_address_in_it_is_taken_for_an_address(string value) => Assert.Null(UpstreamFlag.Fault(value));

    [Theory]
    [InlineData("files")]
    [InlineData("=http://x")]
    [InlineData("a.b=http://x")]
    [InlineData("a=  ")]
    [InlineData("a=ws://127.0.0.1/mcp")]
    [InlineData("a=ftp://x")]
    public void A_value_without_name_or_server_is_refused(string value) => Assert.NotNull(UpstreamFlag.Fault(value));
}
