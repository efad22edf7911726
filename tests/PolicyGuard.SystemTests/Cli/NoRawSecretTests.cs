using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Sqlite;
using PolicyGuard.SystemTests.Gateway;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>No raw secret reaches the data folder: a thousand are sent through a running gateway, and every byte of every file is searched.</summary>
public sealed class NoRawSecretTests : IDisposable
{
    private const string Policy = """
        policyguard: 1
        name: p
        default: allow
        rules:
          - { id: no, tools: ["wipe"], effect: deny, message: "not this" }
          - { id: ask, tools: ["ask"], effect: require_approval }
          - { id: doubt, tools: ["echo"], args: { amount: { regex: "^9" } }, effect: warn }
        """;

    // What a place does with a secret: the message that is sent. `%` stands for the secret as JSON text without quotes, `#` for it as a JSON string.
    private static readonly string[] Places =
    [
        Tool("echo", """{"a":"before % after"}"""),
        Tool("echo", """{"%":1}"""),
        Tool("echo", """{"a":{"%":[{"%":["%"]}]},"b":[[["%"]]]}"""),
        Tool("wipe", """{"a":#,"%":true}"""),
        Tool("ask", """{"a":#,"%":#}"""),
        Tool("echo", """{"a":#}""", ""","_meta":{"note":#,"%":#,"progressToken":#}"""),
        Tool("ask", """{"a":1}""", ""","_meta":{"note":#}"""),
        Tool("%", """{"a":1}"""),
        """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"https://x.example/?k=%"}}""",
        """{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":#,"arguments":{"a":#}}}""",
        """{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":#},"argument":{"name":"a","value":#}}}""",
        """{"jsonrpc":"2.0","id":#,"method":"tools/call","params":{"name":"echo","arguments":{}},"%":1}""",
        """{"jsonrpc":"2.0","id":1,"method":#,"params":{"a":#}}""",
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":#,"a":#}}}""",
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":# oops}}}""",
        Tool("result", """{"a":#}"""),
        Tool("structured", """{"a":#}"""),
        Tool("failed", """{"a":#}"""),
        Tool("error", """{"a":#}"""),
        Tool("echo", """{"big":"@","a":#,"%":1}"""),
        Tool("echo", """{"amount":9,"a":#}"""),
        Tool("echo", """{"a":1}""", ""","_meta":{"policyguard/agent":#}"""),
        Tool("echo", """{"card":!}"""),
        Tool("forward", """{"a":#}"""),
    ];

    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    public void Dispose() => _playground.Dispose();

    private static string Tool(string name, string arguments, string more = "") =>
        $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{name}}}","arguments":{{{arguments}}}{{{more}}}}}""";

    [Fact]
    public async Task No_byte_of_a_thousand_secrets_is_in_the_data_folder()
    {
        var secrets = PlantedSecrets.Make(1000);
        await using var stub = await McpStub.StartAsync(Answering);
        var config = _playground.Write("c.yaml", "audit:\n  keep_results: sealed\napprovals:\n  wait: 0s\nincidents:\n  suspend_high_count: 0\n");
        await using (var served = await Served.StartAsync(_playground, "--upstream", $"up={stub.Url}", "--config", config, "--policy", _playground.Write("p.yaml", Policy), "--durability", "normal"))
        {
            await Until.TrueAsync(async () => !(await served.GetAsync("/health")).Contains("connecting", StringComparison.Ordinal), () => served.Error);
            for (var i = 0; i < secrets.Count; i++)
            {
                await SendAsync(served.Url, Message(Places[(i / 12) % Places.Length], secrets[i]));
            }

            // Also while it runs, when the newest lie in the write-ahead log.
            Search(secrets);
            Assert.Equal(0, await served.InterruptAsync());
        }

        Search(secrets);
        await AllAreThereSealedAsync(secrets);
    }

    private static void Answering(McpStub stub)
    {
        stub.Tools = $"[{string.Join(',', new[] { "echo", "wipe", "ask", "result", "structured", "failed", "error", "forward" }.Select(static name => $$$"""{"name":"{{{name}}}","inputSchema":{"type":"object"}}"""))}]";
        stub.On = async (seen, http) =>
        {
            if (seen.Json.ValueKind != JsonValueKind.Object || !seen.Json.TryGetProperty("params", out var parameters) || seen.Method is "initialize" or "tools/list" or "server/discover")
            {
                return false;
            }

            var secret = parameters.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty("a", out var a) ? a.GetRawText() : "\"none\"";
            switch (parameters.TryGetProperty("name", out var name) ? name.GetString() : "")
            {
                case "structured":
                    await McpStub.ResultAsync(http, seen, $$$"""{"content":[],"structuredContent":{"deep":[{"key":{{{secret}}}}],{{{secret}}}:1}}""");
                    break;
                case "failed":
                    await McpStub.ResultAsync(http, seen, $$$"""{"content":[{"type":"text","text":{{{secret}}}}],"isError":true}""");
                    break;
                case "error":
                    await McpStub.JsonAsync(http, $$$"""{"jsonrpc":"2.0","id":{{{seen.Id}}},"error":{"code":-32000,"message":{{{secret}}},"data":{{{secret}}}}}""");
                    break;
                case "forward":
                    http.Response.StatusCode = 500;
                    await http.Response.WriteAsync(JsonSerializer.Deserialize<string>(secret) ?? "");
                    break;
                default:
                    await McpStub.ResultAsync(http, seen, $$$"""{"content":[{"type":"text","text":{{{secret}}}}],"contents":[],"messages":[]}""");
                    break;
            }

            return true;
        };
    }

    private static byte[] Message(string place, PlantedSecrets.Secret secret)
    {
        var text = JsonSerializer.Serialize(secret.Text);
        var number = secret.Text.All(char.IsAsciiDigit) ? secret.Text : text;

        // An agent's id is its name in the registry, and people are named by their addresses there.
        var name = secret.Personal && place.Contains("policyguard/agent", StringComparison.Ordinal) ? "\"someone\"" : text;
        return Encoding.UTF8.GetBytes(place.Replace("@", new string('x', 70_000), StringComparison.Ordinal).Replace("#", name, StringComparison.Ordinal)
            .Replace("!", number, StringComparison.Ordinal).Replace("%", text[1..^1], StringComparison.Ordinal));
    }

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static async Task SendAsync(Uri url, byte[] message)
    {
        using var content = new ByteArrayContent(message);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Http.PostAsync(url, content);
        await response.Content.ReadAsByteArrayAsync();
    }

    private void Search(List<PlantedSecrets.Secret> secrets)
    {
        var files = Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, static file => file.EndsWith("policyguard.db", StringComparison.Ordinal));
        var found = new List<string>();
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var bytes = copy.GetBuffer().AsSpan(0, (int)copy.Length);
            for (var i = 0; i < secrets.Count; i++)
            {
                if (bytes.IndexOf(secrets[i].Bytes) is var at and >= 0)
                {
                    found.Add($"{Path.GetFileName(file)}: {Encoding.UTF8.GetString(secrets[i].Bytes)} of {Places[(i / 12) % Places.Length]} in …{Encoding.UTF8.GetString(bytes[Math.Max(0, at - 60)..Math.Min(bytes.Length, at + 60)])}…");
                }
            }
        }

        Assert.True(found.Count == 0, $"{found.Count} found:\n{string.Join('\n', found.Take(20))}");
    }

    // The search would find nothing in a log that nothing reached.
    private async Task AllAreThereSealedAsync(List<PlantedSecrets.Secret> secrets)
    {
        var vault = ArgumentsKey.ReadExisting(Data)!;
        await using var store = SqliteStore.OpenReadOnly(Data, TimeProvider.System);
        var (entries, opened, results) = (0, new StringBuilder(), 0);
        await foreach (var entry in store.Ledger.ReadAsync(new LedgerQuery { WithSealed = true, Limit = int.MaxValue }))
        {
            entries++;
            using var json = JsonDocument.Parse(entry.Json);
            if (!entry.Sealed.IsEmpty && json.RootElement.GetProperty("kind").GetString() is var kind)
            {
                var part = kind == "closed" ? SealedPart.Result : SealedPart.Arguments;
                Assert.True(vault.TryOpen(json.RootElement.GetProperty("call_id").GetString()!, part, entry.Sealed.Span, out var plain, out var fault), fault);
                opened.Append(Encoding.UTF8.GetString(plain));
                results += kind == "closed" ? 1 : 0;
            }
        }

        Assert.True(entries >= 1000, $"{entries} entries");
        Assert.True(results > 100, $"{results} results");
        var text = opened.ToString();
        var kept = secrets.Count(secret => text.Contains(secret.Core ?? secret.Text, StringComparison.Ordinal));
        Assert.True(kept > 500, $"{kept} of the secrets can be read with the key");
    }
}
