using PolicyGuard.Envelopes;

namespace PolicyGuard.Gate;

/// <summary>Makes the envelope of an executed call.</summary>
internal static class Sealer
{
    public static Envelope Seal(Inspected inspected)
    {
        var decision = inspected.Permit.Opened.Decision;
        return new Envelope(
            decision.Call.Arguments.Sha256,
            Entries.Digest(inspected.Result.Json),
            inspected.Result.Json.Length,
            decision.Call.Definition?.Hash ?? "",
            decision.PolicySet);
    }
}
