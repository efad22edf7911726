using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Security;

/// <summary>Reads files of JSON lines, compressed with gzip or not.</summary>
internal static class Rows
{
    public static List<JsonElement> Read(string path, int sample)
    {
        var rows = new List<JsonElement>();
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0)
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line);
                if (Drawn(document.RootElement, sample))
                {
                    rows.Add(document.RootElement.Clone());
                }
            }
            catch (JsonException fault)
            {
                throw new InvalidDataException($"{path}:{number}: {fault.Message}", fault);
            }
        }

        return rows;
    }

    // By the id's hash, so that a sample stays the same when rows are added and reaches into every part of the file.
    private static bool Drawn(JsonElement row, int sample) =>
        sample <= 1 || SHA256.HashData(Encoding.UTF8.GetBytes(row.GetProperty("id").GetString()!))[0] % sample == 0;
}
