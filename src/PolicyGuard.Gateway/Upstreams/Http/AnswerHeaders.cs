using System.Globalization;

namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>
/// Which headers of an upstream's answer go on to the client: when to come back, and nothing else. Cookies, challenges, cross-origin
/// and caching headers speak of the upstream's own door; the client stands at ours.
/// </summary>
internal static class AnswerHeaders
{
    private const string RetryAfter = "Retry-After";

    /// <summary>Hands them on.</summary>
    public static void Pass(HttpResponseMessage response, IMessageSink sink)
    {
        if (RetryAfterOf(response) is { } value)
        {
            sink.OnHeader(RetryAfter, value);
        }
    }

    /// <summary>When to come back, as the upstream spells it: seconds or a date (RFC 9110 §10.2.3); null where it does not say, or says neither.</summary>
    public static string? RetryAfterOf(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues(RetryAfter, out var values) || values.Count != 1)
        {
            return null;
        }

        var value = values.ToString().Trim();
        return (value.Length is > 0 and <= 9 && value.All(char.IsAsciiDigit))
            || DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? value : null;
    }
}
