using System.Runtime.CompilerServices;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Enums as their numbers in a column.</summary>
internal static class EnumNumber
{
    /// <exception cref="SqliteError">The number is no value of the enum: another hand wrote it, and doubt refuses.</exception>
    internal static T Read<T>(long number)
        where T : struct, Enum
    {
        var small = (int)number;
        var value = Unsafe.BitCast<int, T>(small);
        return small == number && Enum.IsDefined(value)
            ? value
            : throw new SqliteError(Codes.Corrupt, 0, $"{number} is not a value of {typeof(T).Name}");
    }
}
