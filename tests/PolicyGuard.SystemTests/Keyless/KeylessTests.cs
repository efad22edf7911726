using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Backends.Signing;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.SystemTests.Envelopes;

namespace PolicyGuard.SystemTests.Keyless;

/// <summary>Signing with an identity, against a stand-in that lies in every way that would matter.</summary>
public sealed class KeylessTests : IAsyncLifetime
{
    private const string Blob = """{"call_id":"call_1"}""";
    private static readonly BatchStatement Statement = new("log.test - 1", 0, 2, [SealedCall.Of("call_1", Encoding.UTF8.GetBytes(Blob))]);
    private static readonly string Token = StandIn.Token($$"""{"sub":"42","email":"{{StandIn.Mail}}","email_verified":true}""");
    private StandIn _services = null!;

    public async ValueTask InitializeAsync() => _services = await StandIn.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task What_comes_back_is_a_bundle_that_verifies()
    {
        var bundle = await SignAsync();
        Assert.Equal(["/api/v2/signingCert", "/api/v1/log/entries"], _services.Asked);
        Assert.True(SigstoreBundle.TryRead(bundle.ToJson(), out var read, out var fault), fault);
        Assert.Null(read!.PublicKeyHint);
        Assert.True(BatchStatement.TryRead(read.Envelope.Payload.Span, out var statement, out _));
        Assert.True(statement!.Lists(Encoding.UTF8.GetBytes(Blob)));
        Assert.True(SignedEntryTimestamp.Verify(read.Entry, _services.Log.Key.Spki.Span));
    }

    [Fact]
    public async Task Stock_cosign_accepts_it_and_refuses_another_name()
    {
        using var folder = Cosign.Folder();
        var root = new JsonObject
        {
            ["mediaType"] = TrustedRoot.MediaType,
            ["tlogs"] = JsonNode.Parse(TrustedRoot.Write("https://rekor.test", [new LogKeyPeriod(_services.Log.Key.Spki, DateTimeOffset.UtcNow.AddDays(-1))]))!["tlogs"]!.DeepClone(),
            ["certificateAuthorities"] = new JsonArray(new JsonObject
            {
                ["uri"] = "https://fulcio.test",
                ["certChain"] = new JsonObject { ["certificates"] = new JsonArray(Raw(_services.Ca.Middle.RawData), Raw(_services.Ca.Root.RawData)) },
                ["validFor"] = new JsonObject { ["start"] = DateTimeOffset.UtcNow.AddDays(-1).ToString("O") },
            }),
        };
        File.WriteAllText(Path.Combine(folder.Path, "trusted_root.json"), root.ToJsonString());
        File.WriteAllBytes(Path.Combine(folder.Path, "bundle.json"), (await SignAsync()).ToJson());
        File.WriteAllText(Path.Combine(folder.Path, "envelope.json"), Blob);

        // The stand-in runs no log of certificates.
        string[] options = ["--type", BatchStatement.PredicateType, "--certificate-oidc-issuer", LittleCa.Issuer, "--insecure-ignore-sct"];
        var (code, said) = Cosign.Verify(folder.Path, "bundle.json", "envelope.json", [.. options, "--certificate-identity", StandIn.Mail]);
        Assert.True(code == 0, said);
        (code, said) = Cosign.Verify(folder.Path, "bundle.json", "envelope.json", [.. options, "--certificate-identity", "somebody@example.test"]);
        Assert.Equal(1, code);
        Assert.Contains("SAN", said, StringComparison.Ordinal);

        static JsonObject Raw(byte[] der) => new() { ["rawBytes"] = Convert.ToBase64String(der) };
    }

    [Fact]
    public async Task A_certificate_of_another_key_is_refused_and_nothing_is_logged()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _services.OtherKey = other;
        await RefusedAsync("another key than ours");
        Assert.Equal(["/api/v2/signingCert"], _services.Asked);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_though_it_brings_its_own_root()
    {
        using var other = new LittleCa();
        _services.OtherCa = other;
        await RefusedAsync("does not lead to the configured roots");
    }

    [Fact]
    public async Task A_certificate_that_does_not_hold_now_is_refused()
    {
        _services.Ca.Lifetime = TimeSpan.FromMinutes(-1);
        await RefusedAsync("NotTimeValid");
    }

    [Fact]
    public async Task A_certificate_for_web_servers_is_refused()
    {
        _services.Ca.Use = "1.3.6.1.5.5.7.3.1";
        await RefusedAsync("not one for signing code");
    }

    [Fact]
    public async Task A_promise_of_another_time_is_refused()
    {
        _services.Bend = static e => e["integratedTime"] = (long)e["integratedTime"]! + 1;
        await RefusedAsync("not signed by the configured log");
    }

    [Fact]
    public async Task A_promise_of_another_log_is_refused()
    {
        using var other = NoteSigner.Create("rekor.test");
        await RefusedAsync("not signed by the configured log", Options() with { RekorKeyPem = other.Key.Pem });
    }

    [Fact]
    public async Task A_promise_when_the_certificate_did_not_hold_is_refused()
    {
        _services.Late = TimeSpan.FromHours(1);
        await RefusedAsync("did not hold");
    }

    [Fact]
    public async Task An_entry_of_something_else_is_refused()
    {
        _services.LogInstead = static body => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("\"value\":\"", "\"value\":\"0", StringComparison.Ordinal));
        await RefusedAsync("something else");
    }

    [Fact]
    public async Task A_proof_that_leads_elsewhere_is_refused()
    {
        _services.Bend = static e => e["verification"]!["inclusionProof"]!["hashes"]![0] = new string('0', 64);
        await RefusedAsync("the tree does not have it");
        _services.Bend = static e => e["verification"]!["inclusionProof"]!["logIndex"] = 2;
        await RefusedAsync("the tree does not have it");
        _services.Bend = static e => e["verification"]!["inclusionProof"]!["rootHash"] = new string('0', 64);
        await RefusedAsync("not that of the proof");
    }

    [Fact]
    public async Task A_checkpoint_that_the_log_did_not_sign_is_refused()
    {
        using var mallory = NoteSigner.Create("rekor.test");
        _services.Bend = e =>
        {
            var proof = e["verification"]!["inclusionProof"]!;
            proof["checkpoint"] = Encoding.UTF8.GetString(SignedNote.Sign(((string)proof["checkpoint"]!).Split("\n\n")[0] + "\n", mallory).Encode());
        };
        await RefusedAsync("signed by the configured log");
        _services.Bend = static e => e["verification"]!["inclusionProof"]!["checkpoint"] = "";
        await RefusedAsync("the checkpoint");
    }

    [Fact]
    public async Task An_answer_without_the_proof_is_no_answer()
    {
        _services.Bend = static e => e.Remove("verification");
        await RefusedAsync("did not answer with one log entry");
    }

    [Fact]
    public async Task A_redirect_is_not_followed_because_the_token_would_go_along()
    {
        await using var thief = await StandIn.StartAsync();
        _services.Instead = http =>
        {
            (http.Response.StatusCode, http.Response.Headers.Location) = (307, $"{thief.Url}api/v2/signingCert");
            return Task.FromResult(true);
        };
        await RefusedAsync("answered 307");
        Assert.Empty(thief.Asked);
    }

    [Fact]
    public async Task An_answer_without_an_end_is_cut_off()
    {
        _services.Instead = static async http =>
        {
            var spaces = new byte[64 * 1024];
            spaces.AsSpan().Fill((byte)' ');
            try
            {
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await http.Response.Body.WriteAsync(spaces, http.RequestAborted);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client hung up, as it should.
            }

            return true;
        };
        await RefusedAsync("more than 1048576 bytes");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_not_waited_for()
    {
        var gone = new TaskCompletionSource();
        _services.Instead = async http =>
        {
            http.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return true;
        };
        await RefusedAsync("did not answer within", Options() with { Timeout = TimeSpan.FromMilliseconds(200) });
        await gone.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"signedCertificateEmbeddedSct":{"chain":{"certificates":[]}}}""")]
    [InlineData("""{"signedCertificateEmbeddedSct":{"chain":{"certificates":["no certificate"]}}}""")]
    [InlineData("""{"signedCertificateEmbeddedSct":{"chain":{"certificates":[null]}}}""")]
    [InlineData("""{"signedCertificateEmbeddedSct":{"chain":{"certificates":["","","","","","","","",""]}}}""")]
    public async Task Garbage_is_refused(string answer)
    {
        _services.Instead = async http =>
        {
            await http.Response.WriteAsync(answer);
            return true;
        };
        await RefusedAsync("Fulcio");
    }

    [Fact]
    public async Task A_service_that_echoes_the_token_does_not_get_it_into_a_message()
    {
        _services.Instead = static async http =>
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync(new JsonObject { ["message"] = $"bad\u001b[31m {Token}" }.ToJsonString());
            return true;
        };
        var fault = await RefusedAsync("Fulcio answered 400: bad[31m [token]");
        Assert.DoesNotContain(Token, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_over_an_open_line() =>
        await RefusedAsync("is not https", Options() with { Fulcio = new Uri("http://fulcio.test/") });

    [Fact]
    public async Task An_expired_token_is_not_sent()
    {
        await RefusedAsync("expired", token: StandIn.Token("""{"sub":"42","exp":1}"""));
        Assert.Empty(_services.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.!.c")]
    [InlineData("a.bnVsbA.c")]
    [InlineData("a.e30.c")]
    [InlineData("a.eyJlbWFpbCI6ImFAYiIsInN1YiI6IngifQ.c")]
    [InlineData("a.eyJzdWIiOjF9.c")]
    public async Task A_file_without_a_token_says_so_and_not_what_it_holds(string text)
    {
        var fault = await Assert.ThrowsAsync<KeylessException>(() => SignAsync(token: text));
        Assert.Contains("holds no identity token", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_is_not_there_says_so()
    {
        Assert.Throws<KeylessException>(static () => IdentityToken.FromFile("/nowhere/token"));
        Assert.Throws<KeylessException>(static () => IdentityToken.FromEnvironment("POLICYGUARD_TEST_NO_SUCH_TOKEN"));
    }

    [Fact]
    public void Roots_and_keys_that_are_none_are_refused_at_the_start()
    {
        Assert.Throws<KeylessException>(() => new KeylessSigner(Options() with { FulcioRootsPem = "" }, TimeProvider.System));
        Assert.Throws<KeylessException>(() => new KeylessSigner(Options() with { RekorKeyPem = "no key" }, TimeProvider.System));
    }

    private KeylessOptions Options() => new()
    {
        Fulcio = _services.Url,
        Rekor = _services.Url,
        FulcioRootsPem = _services.Ca.Root.ExportCertificatePem(),
        RekorKeyPem = _services.Log.Key.Pem,
    };

    private async Task<SigstoreBundle> SignAsync(KeylessOptions? options = null, string? token = null)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, (token ?? Token) + "\n");
            using var signer = new KeylessSigner(options ?? Options(), TimeProvider.System);
            return await signer.SignAsync(Statement, IdentityToken.FromFile(file), TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<KeylessException> RefusedAsync(string why, KeylessOptions? options = null, string? token = null)
    {
        var fault = await Assert.ThrowsAsync<KeylessException>(() => SignAsync(options, token));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        return fault;
    }
}
