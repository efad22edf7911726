using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Gate;

/// <summary>An agent that is told to rewrite its own rules, or to fetch the log, in every spelling that some tool server would open.</summary>
public sealed class OwnFilesTests
{
    private static readonly Dictionary<string, string> Links = new(StringComparer.Ordinal)
    {
        ["/work/proj/notes"] = "/home/me/.local/share/policyguard",
        ["/work/proj/rules.yaml"] = ".policyguard/policies/starter.yaml",
        ["/work/proj/a link"] = "../proj/.policyguard",
        ["/work/proj/deep"] = "/data/inner/x",
        ["/data/loop"] = "loop",
        ["/srv/files/out"] = "/work/proj",
        ["/proc/self/root"] = "/",
        ["/proc/self/cwd"] = "/work/proj",
        ["/var/alias"] = "/home/me/.local/share/policyguard",
    };

    private static readonly string[] There =
    [
        "/work", "/work/proj", "/work/proj/src", "/work/proj/.policyguard", "/work/proj/.policyguard/policies", "/work/proj/.policyguard/policies/starter.yaml", "/home", "/home/me",
        "/home/me/.local", "/home/me/.local/share", "/home/me/.local/share/policyguard", "/data", "/data/inner", "/data/inner/x", "/srv", "/srv/files", "/proc", "/proc/self", "/var", "/etc", "/etc/rules",
    ];

    private static readonly OwnGround Ground = new()
    {
        Places =
        [
            new("/home/me/.local/share/policyguard", ByName: true), new("/work/proj/.policyguard", ByName: true), new("/etc/rules"), new("/opt/pg/policyguard"),
            new("/work/proj", static name => name.StartsWith("extra", StringComparison.Ordinal)),
        ],
        Folders = ["/work/proj"],
        UpstreamFolders = new Dictionary<string, IReadOnlyList<string>> { ["up"] = ["/srv/files"] },
        Home = "/home/me",
        LinkAt = static path => Links.TryGetValue(path, out var target) ? target : There.Contains(path) ? "" : null,
    };

    [Theory]
    [InlineData(".policyguard/policies/x.yaml")]
    [InlineData(".policyguard")]
    [InlineData("  .policyguard/config.yaml\n")]
    [InlineData("./src/../.policyguard//policies/./x.yaml")]
    [InlineData("/work/proj/.policyguard/config.yaml")]
    [InlineData("/work//proj/../proj/.policyguard")]
    [InlineData("../proj/.policyguard/config.yaml")]
    [InlineData("../../../../../../home/me/.local/share/policyguard/policyguard.db")]
    [InlineData("~/.local/share/policyguard/policyguard.db")]
    [InlineData("~me/.local/share/policyguard/policyguard.db")]
    [InlineData("$HOME/.local/share/policyguard")]
    [InlineData("${HOME}/.local/share/policyguard")]
    [InlineData("file:///home/me/.local/share/policyguard/policyguard.db")]
    [InlineData("FILE:/home/me/.local/share/policyguard/policyguard.db")]
    [InlineData("file://localhost/home/me/.local/share/policyguard")]
    [InlineData("file://elsewhere/home/me/.local/share/policyguard")]
    [InlineData("file:.policyguard/config.yaml")]
    [InlineData("fi\nle:///home/me/.local/sh\nare/policyguard")]
    [InlineData("file:///home/me/.local/share/policyguard?x#y")]
    [InlineData("file:///etc/rules?x")]
    [InlineData("%2e%70olicyguard/config.yaml")]
    [InlineData("%252epolicyguard%252fconfig.yaml")]
    [InlineData("file:///home/me/%2elocal/share/policyguard")]
    [InlineData("..%2f..%2fhome%2fme%2f.local%2fshare%2fpolicyguard")]
    [InlineData(".policyguard\\policies\\x.yaml")]
    [InlineData("\\\\localhost\\work\\proj\\.policyguard\\config.yaml")]
    [InlineData("//host/work/proj/.policyguard")]
    [InlineData("/.policyguard/config.yaml")]
    [InlineData("notes")]
    [InlineData("notes/policyguard.db")]
    [InlineData("rules.yaml")]
    [InlineData("a link")]
    [InlineData("a link/config.yaml")]
    [InlineData("notes/../policyguard/policyguard.db")]
    [InlineData("deep/../../../etc/rules")]
    [InlineData("out/.policyguard/config.yaml")]
    [InlineData("/srv/files/out/.policyguard/config.yaml")]
    [InlineData("/proc/self/root/home/me/.local/share/policyguard")]
    [InlineData("/proc/self/cwd/.policyguard/config.yaml")]
    [InlineData("/var/alias/policyguard.db")]
    [InlineData("/etc/rules")]
    [InlineData("/etc/rules\0.png")]
    [InlineData("/opt/pg/policyguard")]
    [InlineData("extra.yaml")]
    [InlineData("../../.local/share/policyguard/policyguard.db")]
    [InlineData("me/.local/share/policyguard")]
    [InlineData("．policyguard／config.yaml")]
    [InlineData(".police\u200bguard/x/../../.policy\u200bguard/config.yaml")]
    [InlineData("cat .policyguard/config.yaml")]
    [InlineData("rm -rf .policyguard")]
    [InlineData("echo 'default: allow'>.policyguard/policies/starter.yaml")]
    [InlineData("cp x --target=/home/me/.local/share/policyguard")]
    [InlineData("-v /home/me/.local/share/policyguard:/data")]
    [InlineData("""{"path": ".policyguard/config.yaml"}""")]
    public async Task A_tool_reaches_for_the_gates_own_files(string path)
    {
        var gate = new GateFixture(own: Ground);
        var reply = await gate.InvokeAsync(gate.Call("write_file", $$"""{"a":[{"b":{{JsonSerializer.Serialize(path)}}}]}"""));

        Assert.Equal(Reasons.OwnFiles, reply.Reason);
        Assert.Equal(ReplyStatus.Refused, reply.Status);
        Assert.Equal(0, gate.Upstream.Runs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("src/main.cs")]
    [InlineData("/work/proj/src/.policyguard.md")]
    [InlineData("/work/proj")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("policyguard")]
    [InlineData("policyguard/README.md")]
    [InlineData("/home/me/.local/share/policyguard-notes/x")]
    [InlineData("/other/.policyguard/config.yaml")]
    [InlineData("https://example.org/docs/policyguard?q=1")]
    [InlineData("/data/loop/x")]
    [InlineData("/data/inner/../x")]
    [InlineData("~/.local/share")]
    [InlineData("node_modules\n.policyguard/\n")]
    [InlineData("We use PolicyGuard; its folder is\n`.policyguard/policies`.")]
    [InlineData("100%")]
    [InlineData("a:b")]
    [InlineData("/ETC/rules")]
    [InlineData("sub/extra.yaml")]
    [InlineData("proj/README.md")]
    public async Task What_only_looks_like_it_is_left_to_the_rules(string path)
    {
        var gate = new GateFixture(own: Ground);
        var reply = await gate.InvokeAsync(gate.Call("write_file", $$"""{"path":{{JsonSerializer.Serialize(path)}}}"""));

        Assert.Equal(ReplyStatus.Done, reply.Status);
    }

    [Theory]
    [InlineData("""{"entities":[{"name":"Ada","entityType":"data","observations":["likes data", "data"]}]}""")]
    [InlineData("""{"query":"data"}""")]
    [InlineData("""{"searchQuery":"data","tags":["data"]}""")]
    [InlineData("""{"data":{"rows":[{"data":1}]}}""")]
    [InlineData("""{"path":"a.txt","content":"my data"}""")]
    [InlineData("""{"path":"a.txt","x":"all data, as ever"}""")]
    [InlineData("""{"message":"data|code"}""")]
    public async Task A_folder_of_ours_with_an_everyday_name_stops_everyday_work(string arguments)
    {
        var gate = new GateFixture(own: Ground with { Places = [new("/work/proj/data", ByName: true)] });
        Assert.Equal(ReplyStatus.Done, (await gate.InvokeAsync(gate.Call("say", arguments))).Status);
    }

    [Theory]
    [InlineData("""{"path":"data"}""")]
    [InlineData("""{"x":"data"}""")]
    [InlineData("""{"x":["a","data"]}""")]
    [InlineData("""{"query":"./data"}""")]
    [InlineData("""{"query":"data/policyguard.db"}""")]
    [InlineData("""{"content":"see data/ there"}""")]
    [InlineData("""{"data/x":1}""")]
    [InlineData("""{"command":"rm -r data"}""")]
    [InlineData("""{"shellCommand":"mv data x"}""")]
    [InlineData("""{"args":["-c",["rm -r data"]]}""")]
    [InlineData("""{"text":"x","options":{"type":"a","folder":"data"}}""")]
    public async Task A_folder_of_ours_with_an_everyday_name_is_reached(string arguments)
    {
        var gate = new GateFixture(own: Ground with { Places = [new("/work/proj/data", ByName: true)] });
        Assert.Equal(Reasons.OwnFiles, (await gate.InvokeAsync(gate.Call("say", arguments))).Reason);
    }

    [Theory]
    [InlineData("cd src\ncat .policyguard/config.yaml")]
    [InlineData("true\r\nrm -r .policyguard\r\n")]
    [InlineData("LONG; cat .policyguard/config.yaml")]
    public async Task A_command_of_several_lines_or_of_many_words_hides_the_path(string command)
    {
        var gate = new GateFixture(own: Ground);
        var text = JsonSerializer.Serialize(command.Replace("LONG", $"echo {new string('x', 5000)}", StringComparison.Ordinal));
        Assert.Equal(Reasons.OwnFiles, (await gate.InvokeAsync(gate.Call("run", $$"""{"command":{{text}}}"""))).Reason);
    }

    [Fact]
    public async Task The_path_stands_in_a_members_name()
    {
        var gate = new GateFixture(own: Ground);
        Assert.Equal(Reasons.OwnFiles, (await gate.InvokeAsync(gate.Call("write_files", """{"files":{".policyguard/config.yaml":"x"}}"""))).Reason);
    }

    [Theory]
    [InlineData(CallKind.Resource, "file:///home/me/.local/share/policyguard/policyguard.db")]
    [InlineData(CallKind.Resource, "file:///work/proj/%2Epolicyguard/config.yaml")]
    [InlineData(CallKind.Completion, "file:///work/proj/.policyguard/{x}")]
    public async Task A_resource_is_read_that_is_ours(CallKind kind, string uri)
    {
        var gate = new GateFixture(own: Ground);
        Assert.Equal(Reasons.OwnFiles, (await gate.InvokeAsync(gate.Resource(uri, kind))).Reason);
    }

    [Fact]
    public async Task A_rule_that_allows_everything_lets_the_policies_be_rewritten()
    {
        var rules = PolicyLoader.Load([new PolicySource("p.yaml", """
            policyguard: 1
            name: open
            combine: first_match
            rules: [{ id: all, tools: ["*"], effect: allow }]
            """)], null).Rules;
        var gate = new GateFixture(rules: rules, own: Ground);
        Assert.Equal(Reasons.OwnFiles, (await gate.InvokeAsync(gate.Call("write_file", """{"path":".policyguard/policies/x.yaml"}"""))).Reason);
    }

    [Fact]
    public async Task A_human_who_approves_much_approves_this_too()
    {
        var rules = PolicyLoader.Load([new PolicySource("p.yaml", """
            policyguard: 1
            name: ask
            rules: [{ id: all, tools: ["*"], effect: require_approval }]
            """)], null).Rules;
        var gate = new GateFixture(rules: rules, own: Ground);
        Assert.Equal(Reasons.OwnFiles, (await gate.InvokeAsync(gate.Call("write_file", """{"path":".policyguard/policies/x.yaml"}"""))).Reason);
        Assert.Empty(await gate.Approvals.ListAsync(ct: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("C:\\Users\\me\\.policyguard\\config.yaml")]
    [InlineData("c:/users/ME/.PolicyGuard/CONFIG.yaml")]
    [InlineData("\\\\?\\C:\\Users\\me\\.policyguard\\config.yaml")]
    [InlineData("\\\\localhost\\c$\\Users\\me\\.policyguard\\config.yaml")]
    [InlineData("file:///C:/Users/me/.policyguard/config.yaml")]
    [InlineData(".policyguard. \\config.yaml")]
    [InlineData(".policyguard::$INDEX_ALLOCATION\\config.yaml")]
    [InlineData("%USERPROFILE%\\.policyguard\\config.yaml")]
    [InlineData("junction\\config.yaml")]
    public async Task Windows_has_more_spellings(string path)
    {
        var gate = new GateFixture(own: new OwnGround
        {
            Places = [new("C:\\Users\\me\\.policyguard", ByName: true)],
            Folders = ["C:\\Users\\me"],
            Home = "C:\\Users\\me",
            IgnoreCase = true,
            Windows = true,
            LinkAt = static at => at == "C:/Users/me/junction" ? "C:\\Users\\me\\.policyguard" : "",
        });
        Assert.Equal(Reasons.OwnFiles, (await gate.InvokeAsync(gate.Call("write_file", $$"""{"path":{{JsonSerializer.Serialize(path)}}}"""))).Reason);
    }

    [Fact]
    public async Task A_disk_that_fails_opens_the_way()
    {
        var broken = false;
        var gate = new GateFixture(own: Ground with { LinkAt = path => broken ? throw new IOException("broken") : Ground.LinkAt(path) });
        broken = true;
        Assert.Equal(Reasons.FaultAdmit, (await gate.InvokeAsync(gate.Call("write_file", """{"path":"x"}"""))).Reason);
    }

    [Fact]
    public async Task Text_is_looked_up_on_the_disk()
    {
        var asked = new List<string>();
        var gate = new GateFixture(own: Ground with
        {
            LinkAt = path =>
            {
                asked.Add(path);
                return Ground.LinkAt(path);
            },
        });
        asked.Clear();
        await gate.InvokeAsync(gate.Call("say", JsonSerializer.Serialize(new { n = 5, b = true, text = new string('x', 300), prose = $"{new string('y', 200)} and {new string('z', 200)}, so" })));

        // Names of members may be files' names; a text that no file can be called is not looked up.
        Assert.All(asked, path => Assert.True(path.Length < 40, path));
    }
}
