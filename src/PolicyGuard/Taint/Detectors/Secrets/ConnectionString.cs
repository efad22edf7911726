using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>The password of a connection string: <c>Server=…;User Id=…;Password=…;</c> as ODBC, ADO.NET, JDBC and libpq write it.</summary>
internal sealed class ConnectionString : Detector
{
    private const int Around = 256;
    private static readonly string[] Names = ["password=", "pwd="];
    private static readonly SearchValues<string> Passwords = SearchValues.Create(Names, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Neighbours = SearchValues.Create(
        [
            "server=", "host=", "data source=", "user id=", "uid=", "user=", "database=", "dbname=", "initial catalog=", "username=",
        ], StringComparison.OrdinalIgnoreCase);

    public override string Id => "connection-string-password";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => Names;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOfAny(Passwords);
            if (at < 0)
            {
                break;
            }

            var name = from + at;
            from = name + text[name..].IndexOf('=') + 1;
            var rest = text.Slice(from, Math.Min(Around, text.Length - from));
            // A comma or a bracket ends an argument in code, where the same names stand.
            var end = rest.IndexOfAny("; \"'`&\r\n<>,()");
            var length = end < 0 ? rest.Length : end;
            var left = Math.Max(0, name - Around);
            var isArgument = end >= 0 && rest[end] is ',' or '(' or ')';
            var hasNeighbour = text[left..name].ContainsAny(Neighbours) || rest[length..].ContainsAny(Neighbours);
            if (length >= 3 && !isArgument && hasNeighbour && IsPassword(rest[..length]))
            {
                return new Hit(from, length);
            }
        }

        return Hit.None;
    }

    private static bool IsPassword(ReadOnlySpan<char> value) => !Placeholder.Is(value) && !Assignment.IsMemberAccess(value);
}
