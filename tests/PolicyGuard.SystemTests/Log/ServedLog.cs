using System.Net;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Registry;
using PolicyGuard.SystemTests.Gateway;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.Log;

/// <summary>A running gateway whose log is published, and the words to ask it with.</summary>
internal sealed class ServedLog : IAsyncDisposable
{
    private readonly McpStub _stub;
    private readonly Publisher _publisher;

    private ServedLog(McpStub stub, GatewayRig rig)
    {
        (_stub, Rig) = (stub, rig);
        Keys = new LogKeys(rig.Store.Log, new SignerFiles(Path.Combine(Folder.Path, "keys")));
        var ledger = new PolicyGuard.Ledger.Ledger(rig.Store.Ledger, DurabilityMode.Normal);
        _publisher = new Publisher(rig.Store.Log, Keys, new SealMaker(rig.Store.Ledger, ledger, TimeProvider.System), TimeProvider.System);
    }

    public GatewayRig Rig { get; }

    public LogKeys Keys { get; }

    /// <summary>A folder for keys and copies.</summary>
    public TempFolder Folder { get; } = new();

    public static async Task<ServedLog> StartAsync(bool publicProofs = false, int entries = 0)
    {
        var stub = await McpStub.StartAsync();
        var served = new ServedLog(stub, await GatewayRig.StartAsync(stub, options => options with { PublicProofs = publicProofs }));
        await served.AppendAsync(entries);
        if (entries > 0)
        {
            await served.PublishAsync();
        }

        return served;
    }

    public async Task AppendAsync(int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            var json = System.Text.Encoding.UTF8.GetBytes($$"""{"at":"2026-01-01T00:00:00.000000Z","kind":"event","message":"number {{i}}","reason":"event.started","v":1}""");
            await Rig.Store.Ledger.AppendAsync(new LedgerRecord(json, TimeProvider.System.GetUtcNow(), EntryKind.Event, null, null, null, null, null, "event.started"), Durability.Normal);
        }
    }

    public async Task<StoredCheckpoint> PublishAsync() => (await _publisher.PublishAsync(default))!;

    public async Task<string> KeyAsync() => (await Keys.ChainAsync(default))!.Keys[0].Key.ToString();

    public async Task<string> KeyOfRoleAsync(string role, string? agent = null)
    {
        var made = KeyToken.Create(out var token);
        await Rig.Store.Keys.AddAsync(new ApiKey { Id = made.KeyId, Hash = [.. made.Hash.Span], Role = role, Agent = agent, CreatedAt = DateTimeOffset.UtcNow, CreatedBy = "t" });
        return token.ToString();
    }

    public async Task<HttpResponseMessage> SendAsync(string path, string? token = GatewayRig.OperatorToken, string method = "GET", string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Rig.Url}log{path}");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await Rig.Http.SendAsync(request);
    }

    public async Task<int> StatusAsync(string path, string? token = GatewayRig.OperatorToken, string method = "GET")
    {
        using var response = await SendAsync(path, token, method);
        return (int)response.StatusCode;
    }

    public async Task<byte[]> GetAsync(string path, string? token = GatewayRig.OperatorToken, string? accept = null)
    {
        using var response = await SendAsync(path, token, accept: accept);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Copies the log over HTTP as any client of tlog-tiles does, from its checkpoint alone.</summary>
    public async Task<string> CrawlAsync(string name = "crawled")
    {
        var note = await GetAsync("/checkpoint");
        Write(name, "checkpoint", note);
        Write(name, "keys", await GetAsync("/keys"));
        Assert.True(SignedNote.TryParse(note, out var signed, out _) & Checkpoint.TryParse(signed!.Text, out var tree, out _));
        foreach (var tile in TreeTiles.Of(tree!.Size))
        {
            var path = tile.Level is { } level ? TilePath.Hashes(level, tile.Index, tile.Width) : TilePath.Entries(tile.Index, tile.Width);
            Write(name, path, await GetAsync($"/{path}"));
        }

        return Path.Combine(Folder.Path, name);
    }

    /// <summary>Writes a file.</summary>
    public string Write(string folder, string path, byte[] bytes)
    {
        var full = Path.Combine(Folder.Path, folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await Rig.DisposeAsync();
        await _stub.DisposeAsync();
        Folder.Dispose();
    }
}
