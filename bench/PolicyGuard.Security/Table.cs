using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Security;

/// <summary>Prints figures with their denominators.</summary>
internal static class Table
{
    public static void Write(IReadOnlyList<Figure> figures, bool json)
    {
        Console.OutputEncoding = Encoding.UTF8;
        if (json)
        {
            WriteJson(figures);
            return;
        }

        foreach (var file in figures.GroupBy(f => f.File))
        {
            Console.WriteLine(file.Key);
            foreach (var figure in file)
            {
                var wanted = figure.Wanted is { } w ? $"  wanted {(figure.Fewer ? "≤" : "≥")} {Percent(w)}{(figure.Reached ? "" : "  MISSED")}" : "";
                Console.WriteLine($"  {figure.Name,-52} {Percent(figure.Share),8}  {figure.Count,5} of {figure.Of,-5}{wanted}");
            }
        }
    }

    private static string Percent(double share) => double.IsNaN(share) ? "-" : (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static void WriteJson(IReadOnlyList<Figure> figures)
    {
        using var writer = new Utf8JsonWriter(Console.OpenStandardOutput(), new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var figure in figures)
        {
            writer.WriteStartObject();
            writer.WriteString("file", figure.File);
            writer.WriteString("name", figure.Name);
            writer.WriteNumber("count", figure.Count);
            writer.WriteNumber("of", figure.Of);
            if (figure.Wanted is { } wanted)
            {
                writer.WriteNumber(figure.Fewer ? "at_most" : "at_least", wanted);
                writer.WriteBoolean("reached", figure.Reached);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
