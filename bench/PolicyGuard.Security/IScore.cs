using System.Text.Json;

namespace PolicyGuard.Security;

/// <summary>Measures one kind of rows.</summary>
internal interface IScore
{
    /// <summary>Whether rows that look like this one are of its kind.</summary>
    bool Reads(JsonElement row);

    /// <summary>What comes out over all rows of a file.</summary>
    IReadOnlyList<Figure> Measure(string file, IReadOnlyList<JsonElement> rows, RunOptions options);
}
