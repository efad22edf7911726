using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Schema;

/// <summary>One step of the schema. Never changed once released; a later step changes what it made.</summary>
/// <param name="Version">The version that the database has afterwards (<c>PRAGMA user_version</c>).</param>
/// <param name="Statements">SQL, run in order in one transaction.</param>
/// <param name="Then">What SQL cannot say, in the same transaction; or null.</param>
internal sealed record Migration(int Version, IReadOnlyList<string> Statements, Action<Connection>? Then = null)
{
    /// <summary>All steps, in order.</summary>
    internal static readonly IReadOnlyList<Migration> All = [Schema001.Migration, Schema002.Migration, Schema003.Migration, Schema004.Migration, Schema005.Migration, Schema006.Migration, Schema007.Migration, Schema008.Migration, Schema009.Migration];

    /// <summary>The newest version that this program knows.</summary>
    internal static int Newest => All[^1].Version;
}
