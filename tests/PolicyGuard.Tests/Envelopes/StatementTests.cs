using System.Text;
using System.Text.Json;
using PolicyGuard.Envelopes;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Envelopes;

public sealed class StatementTests
{
    private static readonly SealedCall One = SealedCall.Of("call_1", "a"u8);

    [Fact]
    public void A_statement_is_the_canonical_in_toto_statement_of_its_calls()
    {
        var text = Encoding.UTF8.GetString(new BatchStatement("log.test - 1", 3, 9, [One]).ToJson());
        Assert.Equal(
            """{"_type":"https://in-toto.io/Statement/v1","predicate":{"end":9,"first":3,"origin":"log.test - 1"},"predicateType":"https://policyguard.dev/attestations/calls/v1","subject":[{"digest":{"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},"name":"call_1"}]}""",
            text);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(text, Encoding.UTF8.GetString(CanonicalJson.Serialize(json.RootElement)));
    }

    [Fact]
    public void A_statement_is_read_as_it_is_written()
    {
        using var f = new SealFixture();
        Assert.True(BatchStatement.TryRead(f.Statement.ToJson(), out var read, out var fault), fault);
        Assert.Equal(f.Statement.Calls, read!.Calls);
        Assert.Equal(("log.test - 1", 3L, 9L), (read.Origin, read.First, read.End));
        Assert.True(read.Lists(SealFixture.Blob("2")));
        Assert.False(read.Lists(SealFixture.Blob("3")));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"first\":3", "\"first\":3.0")]
    [InlineData("\"first\":3", "\"first\":\"3\"")]
    [InlineData("\"first\":3", "\"extra\":1,\"first\":3")]
    [InlineData("\"first\":3", "\"first\":3,\"first\":3")]
    [InlineData("\"first\":3", "\"first\":-3")]
    [InlineData("\"first\":3", "\"first\":10")]
    [InlineData("Statement/v1", "Statement/v0.1")]
    [InlineData("calls/v1", "calls/v2")]
    [InlineData("call_2", "call_1")]
    [InlineData("call_2", "")]
    [InlineData("\"sha256\":\"", "\"sha256\":\"A")]
    [InlineData("\"sha256\":\"", "\"sha512\":\"")]
    [InlineData("{\"_type\"", " {\"_type\"")]
    [InlineData("\"subject\":[", "\"subject\":[[],")]
    public void Any_other_spelling_is_refused(string from, string to)
    {
        using var f = new SealFixture();
        var text = Encoding.UTF8.GetString(f.Statement.ToJson());
        var bent = from.Length == 0 ? "" : text.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(text, bent);
        Assert.False(BatchStatement.TryRead(Encoding.UTF8.GetBytes(bent), out var read, out var fault));
        Assert.Null(read);
        Assert.NotNull(fault);
    }

    [Fact]
    public void A_seal_lists_as_many_calls_as_verifiers_take_and_no_more()
    {
        BatchStatement Of(int calls) => new("o - 1", 0, 1, [.. Enumerable.Range(0, calls).Select(static i => SealedCall.Of($"call_{i}", "x"u8))]);
        Assert.Equal(1024, Of(1024).Calls.Count);
        Assert.Throws<ArgumentException>(() => Of(1025));
        Assert.Throws<ArgumentException>(() => Of(0));
        Assert.Throws<ArgumentException>(() => new BatchStatement("o - 1", 0, 1, [One, One]));
        Assert.Throws<ArgumentException>(() => new BatchStatement("o - 1", 5, 5, [One]));
        Assert.Throws<ArgumentException>(() => new BatchStatement("", 0, 1, [One]));
        Assert.Throws<ArgumentException>(() => new BatchStatement("o - 1", 0, 1, [One with { Sha256 = "x" }]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"call_id":"a","kind":"opened"}""")]
    [InlineData("""{"call_id":"a","envelope":{"call_id":"b"}}""")]
    [InlineData("""{"call_id":"a","envelope":{"call_id":1}}""")]
    [InlineData("""{"call_id":1,"envelope":{"call_id":"a"}}""")]
    [InlineData("""{"call_id":"a","envelope":["a"]}""")]
    public void An_entry_without_an_envelope_of_its_own_call_is_not_listed(string entry) =>
        Assert.Null(SealedCall.Of(Encoding.UTF8.GetBytes(entry), out _));
}
