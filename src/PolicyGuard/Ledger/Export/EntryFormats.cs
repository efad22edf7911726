namespace PolicyGuard.Ledger.Export;

/// <summary>The formats by their names.</summary>
public static class EntryFormats
{
    /// <summary>The names, as they are written on command lines and in configurations.</summary>
    public static readonly IReadOnlyList<string> Names = ["jsonl", "csv", "cef", "ocsf"];

    /// <summary>The format of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="version">The program's version, which CEF and OCSF tell.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static IEntryFormat Of(string name, string version) => name switch
    {
        "jsonl" => new JsonLinesFormat(),
        "csv" => new CsvFormat(),
        "cef" => new CefFormat(version),
        "ocsf" => new OcsfFormat(version),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such format"),
    };

    /// <summary>Whether each record of a format is a JSON object.</summary>
    public static bool IsJson(string name) => name is "jsonl" or "ocsf";
}
