using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PolicyGuard.Gateway.Api;

/// <summary>Reads what is asked of the published log: one number, and perhaps a second one.</summary>
internal static class LogQuestion
{
    /// <summary>Reads the numbers; anything beside them is refused.</summary>
    /// <param name="query">The query.</param>
    /// <param name="first">The name of the number that has to be there.</param>
    /// <param name="second">The name of the one that need not.</param>
    /// <param name="fault">Why the question is refused; empty where it is not.</param>
    public static (long First, long? Second)? Read(IQueryCollection query, string first, string second, out string fault)
    {
        var unknown = query.Keys.FirstOrDefault(key => key != first && key != second);
        fault = unknown is not null ? $"only `{first}` and `{second}` are known here" : "";
        if (fault.Length > 0 || Number(query, first, ref fault) is not { } number)
        {
            fault = fault.Length > 0 ? fault : $"`{first}` is missing";
            return null;
        }

        var other = Number(query, second, ref fault);
        return fault.Length > 0 ? null : (number, other);
    }

    /// <summary>Whether JSON is named among what is accepted.</summary>
    public static bool WantsJson(HttpRequest request) =>
        request.Headers.Accept.Any(static accept => accept is not null && accept.Contains("application/json", StringComparison.OrdinalIgnoreCase));

    private static long? Number(IQueryCollection query, string name, ref string fault)
    {
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        // One spelling: decimal digits, no sign, no leading zeroes.
        if (values is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text)
        {
            return number;
        }

        fault = $"`{name}` has to be one whole number from 0 to 2^63 - 1, in plain digits";
        return null;
    }
}
