using System.Text;
using System.Text.Json;

namespace PolicyGuard.Bench;

/// <summary>Texts for measuring scans, the same in every run: clean prose, clean JSON records, clean program text, and a result with findings.</summary>
internal static class ScanTexts
{
    private static readonly string[] Words =
    [
        "the", "order", "of", "delivery", "was", "confirmed", "by", "our", "partner", "in", "northern", "region", "and", "will", "arrive", "before", "noon", "customers", "received",
        "a", "message", "with", "details", "about", "weather", "on", "Tuesday", "team", "discussed", "plan", "for", "next", "quarter", "revenue", "grew", "while", "costs", "fell",
    ];

    /// <summary>A JSON string of prose of about so many bytes.</summary>
    public static byte[] Prose(int bytes)
    {
        var text = new StringBuilder();
        for (uint i = 1; text.Length < bytes; i = (i * 1664525) + 1013904223)
        {
            text.Append(Words[(int)((i >> 8) % Words.Length)]).Append((i >> 20) % 14 == 0 ? ". " : " ");
        }

        return JsonSerializer.SerializeToUtf8Bytes(text.ToString(0, bytes));
    }

    /// <summary>An array of records with short values.</summary>
    public static byte[] Records(int bytes) =>
        JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(0, bytes / 80).Select(i => new { id = i, name = Words[i % Words.Length], city = Words[(i + 7) % Words.Length], total = i * 1.25, open = i % 2 == 0 }));

    /// <summary>A JSON string of program text: escapes, quotes, long names.</summary>
    public static byte[] Code(int bytes)
    {
        const string Line = "    public string Describe(int count) => count == 0 ? \"nothing\" : $\"{count} items in '{_name}'\"; // see docs/life-of-a-call.md\n";
        return JsonSerializer.SerializeToUtf8Bytes(string.Concat(Enumerable.Repeat(Line, (bytes / Line.Length) + 1))[..bytes]);
    }

    /// <summary>Prose of about so many bytes with a dozen secrets and addresses, some of them encoded.</summary>
    public static byte[] Findings(int bytes)
    {
        var prose = JsonSerializer.Deserialize<string>(Prose(bytes))!;
        string[] found =
        [
            "AKIAIOSFODNN7EXAMPLE", "ghp_9fK2mX7qLw4ZbT1vRc8y9fK2mX7qLw4ZbT1v", "user@example.com", "4111 1111 1111 1111", "QUtJQUlPU0ZPRE5ON0VYQU1QTEU=",
            "%41%4B%49%41IOSFODNN7EXAMPLE", "password: 'hunter2hunter2hunter2'", "123-45-6789", "api_key = \"9fK2mX7qLw4ZbT1vRc8y\"", "someone@example.org",
        ];
        for (var i = 0; i < found.Length; i++)
        {
            prose = prose.Insert((i + 1) * prose.Length / (found.Length + 2), $" {found[i]} ");
        }

        return JsonSerializer.SerializeToUtf8Bytes(prose);
    }
}
