using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.SystemTests.Gateway;
using PolicyGuard.Text;

namespace PolicyGuard.SystemTests.Keyless;

/// <summary>
/// Speaks what a Fulcio and a Rekor speak, as far as one signature needs it, with a real authority and a real log behind it. It looks at what it is asked as
/// strictly as they do; it answers truly unless a test bends the answer.
/// </summary>
internal sealed class StandIn : IAsyncDisposable
{
    public const string Mail = "gate@example.test";
    private readonly List<byte[]> _leaves = [SHA256.HashData("0"u8), SHA256.HashData("1"u8), SHA256.HashData("2"u8)];
    private WebStub _web = null!;

    public LittleCa Ca { get; } = new();

    public NoteSigner Log { get; } = NoteSigner.Create("rekor.test");

    public Uri Url => new(_web.Url, "/");

    /// <summary>What it was asked, path by path.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Answers in place of the service where it gives true.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = static _ => Task.FromResult(false);

    /// <summary>The key that is certified in place of the one that asks.</summary>
    public ECDsa? OtherKey { get; set; }

    /// <summary>The authority that certifies in place of the true one.</summary>
    public LittleCa? OtherCa { get; set; }

    /// <summary>What becomes of the log's answer before it is sent.</summary>
    public Action<JsonObject> Bend { get; set; } = static _ => { };

    /// <summary>The body that is logged in place of the true one.</summary>
    public Func<byte[], byte[]> LogInstead { get; set; } = static body => body;

    public TimeSpan Late { get; set; }

    public static string Token(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";

    public static async Task<StandIn> StartAsync()
    {
        var standIn = new StandIn();
        standIn._web = await WebStub.StartAsync(standIn.AnswerAsync);
        return standIn;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        Ca.Dispose();
        Log.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        lock (Asked)
        {
            Asked.Add(http.Request.Path);
        }

        if (await Instead(http))
        {
            return;
        }

        var request = JsonNode.Parse(await new StreamReader(http.Request.Body).ReadToEndAsync())!;
        var (status, answer) = http.Request.Path.Value switch
        {
            "/api/v2/signingCert" => Certify(request),
            "/api/v1/log/entries" => Append(request),
            _ => (404, new JsonObject()),
        };
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(answer.ToJsonString());
    }

    private (int Status, JsonObject Answer) Certify(JsonNode request)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem((string)request["publicKeyRequest"]!["publicKey"]!["content"]!);
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(((string)request["credentials"]!["oidcIdentityToken"]!).Split('.')[1]))!;
        var who = (string?)claims["email"] ?? (string)claims["sub"]!;
        var proof = Convert.FromBase64String((string)request["publicKeyRequest"]!["proofOfPossession"]!);
        if (!key.VerifyData(Encoding.UTF8.GetBytes(who), proof, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
        {
            return (400, new JsonObject { ["code"] = 3, ["message"] = "the proof of possession does not hold" });
        }

        using var leaf = (OtherCa ?? Ca).Certify(OtherKey ?? key, who);
        var middle = (OtherCa ?? Ca).Middle;
        return (200, new JsonObject { ["signedCertificateEmbeddedSct"] = new JsonObject { ["chain"] = new JsonObject { ["certificates"] = new JsonArray(leaf.ExportCertificatePem(), middle.ExportCertificatePem(), (OtherCa ?? Ca).Root.ExportCertificatePem()) } } });
    }

    private (int Status, JsonObject Answer) Append(JsonNode request)
    {
        var proposed = request["spec"]!["proposedContent"]!;
        var text = (string)proposed["envelope"]!;
        var envelope = JsonNode.Parse(text)!;
        var body = LogInstead(Canonical(new JsonObject
        {
            ["apiVersion"] = "0.0.1",
            ["kind"] = "dsse",
            ["spec"] = new JsonObject
            {
                ["envelopeHash"] = Hash(Encoding.UTF8.GetBytes(text)),
                ["payloadHash"] = Hash(Convert.FromBase64String((string)envelope["payload"]!)),
                ["signatures"] = new JsonArray(new JsonObject { ["signature"] = (string)envelope["signatures"]![0]!["sig"]!, ["verifier"] = (string)proposed["verifiers"]![0]! }),
            },
        }));
        var (leaf, time) = (SHA256.HashData([0, .. body]), (DateTimeOffset.UtcNow + Late).ToUnixTimeSeconds());

        // The fourth leaf of four: its path is its neighbour and the pair before.
        byte[] pair = SHA256.HashData([1, .. _leaves[0], .. _leaves[1]]);
        var root = SHA256.HashData([1, .. pair, .. SHA256.HashData([1, .. _leaves[2], .. leaf])]);
        var logId = Convert.ToHexStringLower(SHA256.HashData(Log.Key.Spki.Span));
        var promise = Canonical(new JsonObject { ["body"] = Convert.ToBase64String(body), ["integratedTime"] = time, ["logID"] = logId, ["logIndex"] = 1003 });
        var checkpoint = Encoding.UTF8.GetString(SignedNote.Sign($"rekor.test - 42\n4\n{Convert.ToBase64String(root)}\n", Log).Encode());
        var entry = new JsonObject
        {
            ["body"] = Convert.ToBase64String(body),
            ["integratedTime"] = time,
            ["logID"] = logId,
            ["logIndex"] = 1003,
            ["verification"] = new JsonObject
            {
                ["inclusionProof"] = new JsonObject
                {
                    ["checkpoint"] = checkpoint,
                    ["hashes"] = new JsonArray(Convert.ToHexStringLower(_leaves[2]), Convert.ToHexStringLower(pair)),
                    ["logIndex"] = 3,
                    ["rootHash"] = Convert.ToHexStringLower(root),
                    ["treeSize"] = 4,
                },
                ["signedEntryTimestamp"] = Convert.ToBase64String(Log.Sign(promise)),
            },
        };
        Bend(entry);
        return (201, new JsonObject { ["24296fb2"] = entry });
    }

    private static JsonObject Hash(byte[] bytes) => new() { ["algorithm"] = "sha256", ["value"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };

    private static byte[] Canonical(JsonObject value) => CanonicalJson.Serialize(JsonSerializer.SerializeToElement(value));
}
