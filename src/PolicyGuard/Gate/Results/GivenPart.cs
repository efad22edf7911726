using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Gate.Results;

/// <summary>Spells in the entry of an outcome what the caller got, where that is not what the executor brought.</summary>
internal static class GivenPart
{
    /// <summary>Writes <c>result</c>.</summary>
    public static void Write(CanonicalJsonWriter w, Given given)
    {
        w.Name("result").BeginObject().Name("done").String(given.Done.Name());
        if (given.Result is { } result)
        {
            w.Name("given_bytes").Number(result.Json.Length).Name("given_sha256").String(Entries.Digest(result.Json));
        }

        w.Optional("held", given.Held?.Id);
        if (given.Kinds.Count > 0)
        {
            w.Name("kinds").BeginArray();
            foreach (var kind in given.Kinds.Take(16))
            {
                w.String(kind);
            }

            w.EndArray();
        }

        if (given.Masked > 0)
        {
            w.Name("masked").Number(given.Masked);
        }

        w.EndObject();
    }
}
