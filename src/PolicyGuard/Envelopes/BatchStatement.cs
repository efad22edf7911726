using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Envelopes;

/// <summary>
/// What one seal says: these calls have these envelopes, and they stand in this stretch of this log. An in-toto Statement v1 whose subjects are the
/// envelopes, as RFC 8785 canonical JSON: equal facts have equal bytes.
/// (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md)
/// </summary>
public sealed record BatchStatement
{
    /// <summary>The statement's type.</summary>
    public const string StatementType = "https://in-toto.io/Statement/v1";

    /// <summary>What kind of statement this is; <c>cosign --type</c> takes it.</summary>
    public const string PredicateType = "https://policyguard.dev/attestations/calls/v1";

    /// <summary>The most calls in one seal. Sigstore's own verifiers refuse a statement with more than 1,024 subjects.</summary>
    public const int MaxCalls = 1024;

    /// <summary>States that these calls were executed.</summary>
    /// <param name="origin">The log's origin.</param>
    /// <param name="first">The index of the first entry of the stretch that the seal covers.</param>
    /// <param name="end">The index behind its last entry.</param>
    /// <param name="calls">The calls, in the order of their closed entries; 1 to <see cref="MaxCalls"/>, each once.</param>
    /// <exception cref="ArgumentException">Too few or too many calls, one twice, a digest that is not one, or an empty stretch.</exception>
    public BatchStatement(string origin, long first, long end, IReadOnlyList<SealedCall> calls)
    {
        (Origin, First, End, Calls) = (origin, first, end, calls);
        if (Fault(this) is { } fault)
        {
            throw new ArgumentException(fault, nameof(calls));
        }
    }

    /// <summary>The log's origin.</summary>
    public string Origin { get; }

    /// <summary>The index of the first entry that the seal covers.</summary>
    public long First { get; }

    /// <summary>The index behind the last entry that the seal covers.</summary>
    public long End { get; }

    /// <summary>The calls.</summary>
    public IReadOnlyList<SealedCall> Calls { get; }

    /// <summary>Whether these bytes are the envelope of one of the calls.</summary>
    public bool Lists(ReadOnlySpan<byte> envelope)
    {
        var digest = SealedCall.Of("", envelope).Sha256;
        return Calls.Any(call => call.Sha256 == digest);
    }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToJson()
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("_type").String(StatementType);
        w.Name("predicate").BeginObject().Name("end").Number(End).Name("first").Number(First).Name("origin").String(Origin).EndObject();
        w.Name("predicateType").String(PredicateType).Name("subject").BeginArray();
        foreach (var call in Calls)
        {
            w.BeginObject().Name("digest").BeginObject().Name("sha256").String(call.Sha256).EndObject().Name("name").String(call.CallId).EndObject();
        }

        return w.EndArray().EndObject().Written.ToArray();
    }

    /// <summary>Reads a statement that this program made: any other spelling of the same facts is refused.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out BatchStatement? statement, out string? fault)
    {
        statement = null;
        fault = "the statement is not the canonical in-toto statement of a batch of calls";
        if (!StrictJson.TryCheck(utf8, SealJson.Limits, out _))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(utf8.ToArray());
            var (root, predicate) = (json.RootElement, json.RootElement.GetProperty("predicate"));
            var read = new BatchStatement(
                predicate.GetProperty("origin").GetString() ?? "",
                predicate.GetProperty("first").GetInt64(),
                predicate.GetProperty("end").GetInt64(),
                [.. root.GetProperty("subject").EnumerateArray().Select(static s => new SealedCall(s.GetProperty("name").GetString() ?? "", s.GetProperty("digest").GetProperty("sha256").GetString() ?? ""))]);
            if (!utf8.SequenceEqual(read.ToJson()))
            {
                return false;
            }

            (statement, fault) = (read, null);
            return true;
        }
        catch (Exception e) when (SealJson.IsBadShape(e))
        {
            return false;
        }
        catch (ArgumentException e)
        {
            fault = e.Message;
            return false;
        }
    }

    private static string? Fault(BatchStatement s) => s switch
    {
        { Origin: "" } => "a statement names its log",
        { First: < 0 } => "no log has an entry below 0",
        _ when s.End <= s.First => $"the stretch from {s.First} to {s.End} is empty",
        _ when s.Calls.Count is < 1 or > MaxCalls => $"a seal lists 1 to {MaxCalls} calls, not {s.Calls.Count}",
        _ when s.Calls.FirstOrDefault(static c => c.CallId.Length == 0 || !SealJson.IsSha256(c.Sha256)) is { } bad => $"the call '{bad.CallId}' has no id or no SHA-256",
        _ when s.Calls.Select(static c => c.CallId).Distinct(StringComparer.Ordinal).Count() != s.Calls.Count => "a call is listed twice",
        _ => null,
    };
}
