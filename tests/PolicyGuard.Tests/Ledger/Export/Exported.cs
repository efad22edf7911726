using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Tests.Ledger.Export;

/// <summary>Writes entries in a format and reads them back with readers that share nothing with the writers.</summary>
internal static class Exported
{
    public const string Version = "1.2.3";

    public static StoredEntry Entry(byte[] json, long index = 7)
    {
        byte[] leaf = [0, .. json];
        return new StoredEntry(index, json, SHA256.HashData(leaf));
    }

    /// <summary>The bytes of one record.</summary>
    public static string Record(string format, StoredEntry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryFormats.Of(format, Version).Write(entry, output);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.WrittenSpan);
    }

    /// <summary>The only line of a record.</summary>
    public static string Line(string format, StoredEntry entry)
    {
        var record = Record(format, entry);
        Assert.EndsWith("\n", record, StringComparison.Ordinal);
        var line = record[..^1];
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\r', line);
        return line;
    }

    /// <summary>What a reader of the format finds under each name.</summary>
    public static IReadOnlyDictionary<string, string> Fields(string format, string line) => format switch
    {
        "csv" => CsvFormat.Columns.Zip(Csv(line)).ToDictionary(static pair => pair.First, static pair => pair.Second),
        "cef" => Cef(line),
        _ => Json(line),
    };

    /// <summary>RFC 4180: quoted fields, a doubled quotation mark is one.</summary>
    public static List<string> Csv(string line)
    {
        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            Assert.Equal('"', line[at]);
            var field = new StringBuilder();
            for (at++; line[at] != '"' || (at + 1 < line.Length && line[at + 1] == '"'); at++)
            {
                field.Append(line[at]);
                at += line[at] == '"' ? 1 : 0;
            }

            fields.Add(field.ToString());
            if (++at == line.Length)
            {
                return fields;
            }

            Assert.Equal(',', line[at++]);
        }
    }

    /// <summary>The header by its place, the extension by its keys. A key is a word before a bare equals sign.</summary>
    public static Dictionary<string, string> Cef(string line)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        for (var i = 0; i < 7; i++)
        {
            var part = new StringBuilder();
            for (; line[at] != '|'; at++)
            {
                at += line[at] == '\\' ? 1 : 0;
                part.Append(line[at]);
            }

            fields.Add($"header.{i}", part.ToString());
            at++;
        }

        var signs = new List<int>();
        for (var i = at; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] == '=')
            {
                signs.Add(i);
            }
        }

        for (var i = 0; i < signs.Count; i++)
        {
            var key = line[(line.LastIndexOf(' ', signs[i]) is var blank && blank >= at ? blank + 1 : at)..signs[i]];
            var end = i + 1 < signs.Count ? line.LastIndexOf(' ', signs[i + 1]) : line.Length;
            fields.Add(key, Unescape(line[(signs[i] + 1)..end]));
        }

        return fields;
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            text.Append(value[i] != '\\' ? value[i] : value[++i] switch { 'n' => '\n', 'r' => '\r', var c => c });
        }

        return text.ToString();
    }

    private static Dictionary<string, string> Json(string line)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1 << 20, AllowDuplicateProperties = false });
        Walk("", document.RootElement);
        return fields;

        void Walk(string path, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                fields.Add(path, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
                return;
            }

            foreach (var member in value.EnumerateObject())
            {
                Walk(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
            }
        }
    }
}
