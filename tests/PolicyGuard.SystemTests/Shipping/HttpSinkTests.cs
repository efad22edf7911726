using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Backends.Shipping;
using PolicyGuard.Ledger.Export;
using PolicyGuard.SystemTests.Gateway;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.SystemTests.Shipping;

/// <summary>Web addresses that answer, fail, send elsewhere, hang and lie.</summary>
public sealed class HttpSinkTests
{
    private readonly ConcurrentQueue<(string Body, string Type, string Secret, string Path)> _got = new();

    private Task<WebStub> StartAsync(Func<HttpContext, Task> answer) => WebStub.StartAsync(async http =>
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        _got.Enqueue((await reader.ReadToEndAsync(), http.Request.ContentType!, http.Request.Headers["X-Secret"].ToString(), http.Request.Path));
        await answer(http);
    });

    private static HttpSinkOptions To(WebStub web, string path = "/in?key=k3y") => new(new Uri(web.Url, path), new Dictionary<string, string> { ["X-Secret"] = "s3cret" }, null);

    private static HttpSink Sink(WebStub web, string format = "jsonl", HttpBody body = HttpBody.Lines, TimeProvider? clock = null) =>
        new(To(web), format, EntryFormats.Of(format, "1"), body, clock ?? TimeProvider.System);

    private static async Task<ShipException> FailsAsync(IShipSink sink) => await Assert.ThrowsAsync<ShipException>(async () => await sink.SendAsync(Batches.Of(0, 2), default));

    [Theory]
    [InlineData("jsonl", "application/x-ndjson", 3)]
    [InlineData("csv", "text/csv", 4)]
    [InlineData("cef", "text/plain", 3)]
    [InlineData("ocsf", "application/x-ndjson", 3)]
    public async Task A_batch_is_one_request_of_lines(string format, string type, int lines)
    {
        await using var web = await StartAsync(static http => { http.Response.StatusCode = 202; return Task.CompletedTask; });
        using var sink = Sink(web, format);
        Assert.Null(await sink.SendAsync(Batches.Of(0, 3), default));
        var (body, sent, secret, _) = Assert.Single(_got);
        Assert.Equal((type, "s3cret", lines), (sent, secret, body.TrimEnd('\n').Split('\n').Length));
    }

    [Fact]
    public async Task A_batch_can_be_an_array()
    {
        await using var web = await StartAsync(static _ => Task.CompletedTask);
        using var sink = Sink(web, "ocsf", HttpBody.Array);
        await sink.SendAsync(Batches.Of(0, 3), default);
        var (body, type, _, _) = Assert.Single(_got);
        Assert.Equal(("application/json", 3), (type, JsonDocument.Parse(body).RootElement.GetArrayLength()));
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(503, false)]
    [InlineData(429, false)]
    [InlineData(408, false)]
    [InlineData(400, true)]
    [InlineData(401, true)]
    [InlineData(413, true)]
    [InlineData(302, true)]
    [InlineData(304, true)]
    public async Task What_is_not_2xx_is_no_acknowledgement(int status, bool refused)
    {
        await using var web = await StartAsync(async http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "/elsewhere";
            if (status != 304)
            {
                await http.Response.WriteAsync("not \u001b[2J now");
            }
        });
        using var sink = Sink(web);
        var failure = await FailsAsync(sink);
        Assert.Equal(refused, failure.Refused);
        Assert.Contains($"answered {status}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.DoesNotContain("k3y", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
        Assert.Equal("/in", Assert.Single(_got).Path);
    }

    [Theory]
    [InlineData("120", 119, 120)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0)]
    [InlineData("soon", 0, 0)]
    [InlineData("-5", 0, 0)]
    public async Task Retry_after_is_heard(string header, int least, int most)
    {
        await using var web = await StartAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        });
        using var sink = Sink(web);
        Assert.InRange((await FailsAsync(sink)).RetryAfter.TotalSeconds, least, most);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up()
    {
        var end = new TaskCompletionSource();
        await using var web = await StartAsync(_ => end.Task);
        using var sink = Sink(web, clock: new HastyClock());
        Assert.Contains("did not answer", (await FailsAsync(sink)).Message, StringComparison.Ordinal);
        end.SetResult();
    }

    [Fact]
    public async Task A_server_that_breaks_off_its_answer_has_not_acknowledged()
    {
        await using var web = await StartAsync(async http =>
        {
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("ok");
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        using var sink = Sink(web);
        await FailsAsync(sink);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var web = await StartAsync(async http =>
        {
            try
            {
                while (true)
                {
                    await http.Response.WriteAsync(new string('x', 100_000), http.RequestAborted);
                }
            }
            catch (Exception)
            {
                // They left.
            }
        });
        using var sink = Sink(web);
        Assert.Null(await sink.SendAsync(Batches.Of(0, 1), default));
    }

    [Fact]
    public async Task Otlp_is_logs_with_the_entry_as_body()
    {
        await using var web = await StartAsync(static http => http.Response.WriteAsync("{}"));
        using var sink = new OtlpSink(To(web, "/base/"), "1.2.3", TimeProvider.System);
        Assert.Null(await sink.SendAsync(Batches.Of(4, 2), default));
        var (body, type, secret, path) = Assert.Single(_got);
        Assert.Equal(("application/json", "s3cret", "/base/v1/logs"), (type, secret, path));
        var logs = JsonDocument.Parse(body).RootElement.GetProperty("resourceLogs")[0];
        Assert.Contains("\"service.name\"", logs.GetProperty("resource").GetRawText(), StringComparison.Ordinal);
        var records = logs.GetProperty("scopeLogs")[0].GetProperty("logRecords");
        Assert.Equal(2, records.GetArrayLength());
        Assert.Equal("1795161600250001000", records[0].GetProperty("timeUnixNano").GetString());
        Assert.Equal(17, records[0].GetProperty("severityNumber").GetInt32());
        Assert.Equal(Encoding.UTF8.GetString(Batches.One(4, "m").Json.Span), records[0].GetProperty("body").GetProperty("stringValue").GetString());
        Assert.Contains("{\"key\":\"policyguard.index\",\"value\":{\"intValue\":\"4\"}}", records[0].GetProperty("attributes").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData("""{"partialSuccess":{}}""", null)]
    [InlineData("""{"partialSuccess":{"rejectedLogRecords":"0"}}""", null)]
    [InlineData("""{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"too\u001b old"}}""", "rejected 2 and they are not sent again: too\\u001B old")]
    [InlineData("""{"partialSuccess":{"rejectedLogRecords":2}}""", "rejected 2")]
    [InlineData("""{"partialSuccess":{"errorMessage":"soon deprecated"}}""", "warns: soon deprecated")]
    [InlineData("""{"partialSuccess":{"rejectedLogRecords":"many"}}""", "not OTLP")]
    [InlineData("<html>", "not OTLP")]
    [InlineData("[]", "not OTLP")]
    public async Task What_a_collector_did_not_keep_is_told(string answer, string? complaint)
    {
        await using var web = await StartAsync(http => http.Response.WriteAsync(answer));
        using var sink = new OtlpSink(To(web, "/v1/logs"), "1.2.3", TimeProvider.System);
        var told = await sink.SendAsync(Batches.Of(0, 2), default);
        Assert.Equal("/v1/logs", Assert.Single(_got).Path);
        if (complaint is null)
        {
            Assert.Null(told);
        }
        else
        {
            Assert.Contains(complaint, told, StringComparison.Ordinal);
        }
    }
}
