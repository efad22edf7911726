using System.Globalization;

namespace PolicyGuard.Scan.Flow;

/// <summary>Arithmetic and comparison of literals, as far as it is certain.</summary>
internal static class Folding
{
    private const int LongestText = 4096;

    /// <summary>The result, or false where it is not certain.</summary>
    public static bool TryBinary(string op, object? left, object? right, out object? result)
    {
        result = null;
        switch (left, right)
        {
            case (long a, long b):
                return TryWhole(op, a, b, out result);
            case (string a, string b) when op == "+" && a.Length + b.Length <= LongestText:
                result = a + b;
                return true;
            case (string a, long b) when op == "*" && b is >= 0 and <= LongestText && a.Length * b <= LongestText:
                result = string.Concat(Enumerable.Repeat(a, (int)b));
                return true;
            case (double or long, double or long):
                return TryReal(op, Convert.ToDouble(left, CultureInfo.InvariantCulture), Convert.ToDouble(right, CultureInfo.InvariantCulture), out result);
            default:
                return false;
        }
    }

    /// <summary>Whether a comparison holds; null where that is not certain.</summary>
    public static bool? Compare(string op, Value left, Value right)
    {
        if (op is "in" or "not in")
        {
            if (left.ConstantText is not { } part || right.ConstantText is not { } whole)
            {
                return null;
            }

            return whole.Contains(part, StringComparison.Ordinal) == (op == "in");
        }

        if (left.Options is null || right.Options is null)
        {
            return null;
        }

        if (op is "==" or "!=" or "<>" or "is" or "is not")
        {
            var equal = op is "==" or "is";
            var common = left.Options.Any(one => right.Options.Any(other => Same(one, other)));
            return !common ? !equal : left.IsConstant && right.IsConstant ? equal : null;
        }

        return left.IsConstant && right.IsConstant && Order(left.Constant, right.Constant) is { } order
            ? op switch { "<" => order < 0, ">" => order > 0, "<=" => order <= 0, ">=" => order >= 0, _ => null }
            : null;
    }

    /// <summary>Whether a value counts as true; null where that is not certain.</summary>
    public static bool? Truth(Value value)
    {
        if (value.Options is null)
        {
            return value.Text?.Pieces.Any(static piece => piece.Literal is { Length: > 0 }) == true ? true : null;
        }

        var truths = value.Options.Select(static option => option switch
        {
            null => false,
            bool flag => flag,
            long number => number != 0,
            double number => number != 0,
            string text => text.Length > 0,
            _ => true,
        }).Distinct().ToList();
        return truths.Count == 1 ? truths[0] : null;
    }

    private static bool Same(object? one, object? other) => (one, other) switch
    {
        (bool a, long b) => (a ? 1 : 0) == b,
        (long a, bool b) => a == (b ? 1 : 0),
        (long or double, long or double) => Convert.ToDouble(one, CultureInfo.InvariantCulture) == Convert.ToDouble(other, CultureInfo.InvariantCulture),
        _ => Equals(one, other),
    };

    private static int? Order(object? one, object? other) => (one, other) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (long or double, long or double) => Convert.ToDouble(one, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(other, CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static bool TryWhole(string op, long a, long b, out object? result)
    {
        result = null;
        try
        {
            result = checked(op switch
            {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "//" when b != 0 => (long)Math.Floor((decimal)a / b),
                "%" when b != 0 => a - (b * (long)Math.Floor((decimal)a / b)),
                "/" when b != 0 => (double)a / b,
                "&" => a & b,
                "|" => a | b,
                "^" => a ^ b,
                "<<" when b is >= 0 and < 32 && Math.Abs(a) < int.MaxValue => a << (int)b,
                ">>" when b is >= 0 and < 64 => a >> (int)b,
                "**" when b is >= 0 and < 64 => Power(a, b),
                _ => (object?)null,
            });
        }
        catch (OverflowException)
        {
            // Python's numbers have no end; ours have, and then nothing is certain.
        }

        return result is not null;
    }

    private static object? Power(long a, long b)
    {
        var power = Math.Pow(a, b);
        return Math.Abs(power) < 9e15 ? (long)power : null;
    }

    private static bool TryReal(string op, double a, double b, out object? result)
    {
        double? value = op switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" when b != 0 => a / b, _ => null };
        result = value;
        return value is not null;
    }
}
