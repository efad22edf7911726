using System.Text;
using System.Text.Json;

namespace PolicyGuard.Bench;

/// <summary>Texts for measuring scans, the same in every run: clean prose, clean JSON records, clean program text, and a result with findings.</summary>
internal static class ScanTexts
{
    // As most programs write it: only what has to be escaped is.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Words =
    [
        "the", "order", "of", "delivery", "was", "confirmed", "by", "our", "partner", "in", "northern", "region", "and", "will", "arrive", "before", "noon", "customers", "received",
        "a", "message", "with", "details", "about", "weather", "on", "Tuesday", "team", "discussed", "plan", "for", "next", "quarter", "revenue", "grew", "while", "costs", "fell",
    ];

    private const string Report =
        "The committee met on Tuesday to go over the plan for the second half of the year. Most of the discussion was about staffing, and about how quickly the "
        + "new warehouse can be put to use. Nobody expected the old system to last this long; it was built for forty users and now serves nine hundred. After a "
        + "short break, the head of operations showed which orders had been late and why. Two of the three causes were known before: a carrier that does not "
        + "deliver on weekends, and labels that could not be read. The third was new, and still has to be looked into.\n\n"
        + "Customers asked for shorter delivery times rather than lower prices. Those who had used the tracking page said that it was useful, but should show "
        + "more than the city of the last stop. The team will try a different map first and report back in autumn. It was agreed that requests from partners "
        + "are to be answered within two days, even where the answer is only that somebody is working on it.\n\n";

    private static readonly string[] Sources =
    [
        "import { readFile } from 'node:fs/promises';\n\nexport class Invoice {\n  constructor(private readonly lines: Line[], private readonly currency = \"EUR\") {}\n\n",
        "  // Rounds half up, as the tax office does; see docs/rounding.md for the cases.\n  get total(): number {\n    return this.lines.reduce((sum, line) => sum + line.amount * line.price, 0);\n  }\n\n",
        "  async load(path: string): Promise<void> {\n    const text = await readFile(path, { encoding: 'utf8' });\n    for (const row of text.split(\"\\n\")) {\n      if (row.length > 0 && !row.startsWith('#')) this.lines.push(parseLine(row));\n    }\n  }\n}\n\n",
        "def describe(count, name=None):\n    \"\"\"Say how many there are.\"\"\"\n    if count == 0:\n        return 'nothing'\n    return f\"{count} items in {name or 'the list'}\"\n\n",
    ];

    /// <summary>Every kind by its name.</summary>
    public static IReadOnlyList<(string Name, Func<int, byte[]> Make)> Kinds =>
        [("prose", Prose), ("report", Text), ("french", French), ("records", Records), ("code", Code), ("program", Program), ("log", Log), ("page", Page), ("findings", Findings)];

    /// <summary>A JSON string of sentences as people write them.</summary>
    public static byte[] Text(int bytes) => Cut(Report, bytes);

    /// <summary>A JSON string of sentences with accents.</summary>
    public static byte[] French(int bytes) => Cut(
        "Le comité s'est réuni mardi pour étudier le plan de l'année. La plupart des échanges ont porté sur les équipes et sur la date à laquelle le nouvel entrepôt "
        + "sera prêt. Personne n'avait pensé que l'ancien système durerait aussi longtemps : il a été conçu pour quarante personnes et en sert neuf cents.\n\n", bytes);

    /// <summary>A JSON string of program text in two languages.</summary>
    public static byte[] Program(int bytes) => Cut(string.Concat(Sources), bytes);

    /// <summary>A JSON string of a web page.</summary>
    public static byte[] Page(int bytes) => Cut(
        "<div class=\"card\"><h2>Delivery times</h2><!-- list of regions --><ul><li><a href=\"/regions/north\">North</a>: two days</li><li><a href=\"/regions/south\">South</a>: "
        + "three days</li></ul><p>We deliver from Monday to Saturday. Orders that reach us before noon leave the same day.</p></div>\n", bytes);

    /// <summary>A JSON string of lines of a log, most of which are digits.</summary>
    public static byte[] Log(int bytes)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < bytes; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"2026-03-{1 + (i % 28):00}T{i % 24:00}:{i * 7 % 60:00}:{i * 13 % 60:00}.{i * 37 % 1000:000}Z INFO  [worker-{i % 8}] request {100000 + (i * 7919 % 900000)} GET /api/orders/{i % 5000} 200 {i * 31 % 900}ms {i * 997 % 65536} bytes from 10.0.{i % 256}.{i * 3 % 256}\n");
        }

        return JsonSerializer.SerializeToUtf8Bytes(text.ToString(0, bytes));
    }

    private static byte[] Cut(string text, int bytes) => JsonSerializer.SerializeToUtf8Bytes(string.Concat(Enumerable.Repeat(text, (bytes / text.Length) + 1))[..bytes], Readable);

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
