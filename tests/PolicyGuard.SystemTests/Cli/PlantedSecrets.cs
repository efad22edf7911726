using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>Secrets that nobody has used, of every shape that a detector knows; each has a part that is to be found nowhere.</summary>
internal static class PlantedSecrets
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private static readonly Func<int, Secret>[] Makers =
    [
        static _ => Plain($"AKIA{Upper(16)}"),
        static _ => Plain($"ghp_{Random(36)}"),
        static _ => Plain($"github_pat_{Random(60)}"),
        static _ => Plain($"sk-{Random(40)}"),
        static _ => Plain($"xoxb-{Random(24)}"),
        static _ => Plain($"pgk_{Random(40)}"),
        static _ => Plain($"eyJhbGciOiJIUzI1NiJ9.eyJ{Random(40)}.{Random(43)}"),
        static _ => Random(48) is var body ? new Secret($"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----", body, false) : null!,
        static _ => $"{Random(11)}7k{Random(6)}Q3{Random(6)}" is var value ? new Secret($"the api_key = {value} is mine", value, false) : null!,
        static i => new Secret($"planted.{Random(12)}@example{i}.com", null, true),
        static i => new Secret(Card(i), null, true),
        static i => new Secret(string.Create(CultureInfo.InvariantCulture, $"{123 + (i % 500)}-{10 + (i % 80)}-{1000 + i}"), null, true),
    ];

    /// <summary>So many of them, the shapes in turn.</summary>
    public static List<Secret> Make(int count) => [.. Enumerable.Range(0, count).Select(static i => Makers[i % Makers.Length](i))];

    private static Secret Plain(string text) => new(text, null, false);

    private static string Random(int length) => RandomNumberGenerator.GetString(Letters, length);

    private static string Upper(int length) => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", length);

    private static string Card(int number)
    {
        var digits = "4" + number.ToString("D5", CultureInfo.InvariantCulture) + RandomNumberGenerator.GetString("0123456789", 9);
        for (var check = 0; ; check++)
        {
            var card = digits + check.ToString(CultureInfo.InvariantCulture);
            var sum = card.Reverse().Select(static (c, i) => (i % 2 == 0 ? c - '0' : 2 * (c - '0')) is var d && d > 9 ? d - 9 : d).Sum();
            if (sum % 10 == 0)
            {
                return card;
            }
        }
    }

    /// <summary>A secret.</summary>
    /// <param name="Text">What is planted.</param>
    /// <param name="Core">The part that is to be found nowhere; null for all of it.</param>
    /// <param name="Personal">Whether it is personal data rather than a credential.</param>
    internal sealed record Secret(string Text, string? Core, bool Personal)
    {
        /// <summary>The bytes that are to be found nowhere.</summary>
        public byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Core ?? Text);
    }
}
