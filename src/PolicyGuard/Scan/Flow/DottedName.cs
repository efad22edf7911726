using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary><c>a.b.c</c> as written.</summary>
internal static class DottedName
{
    /// <summary>The name of an expression; calls and subscripts are named by what they are made of, anything else is empty.</summary>
    public static string Of(Expr expression)
    {
        var parts = new List<string>();
        while (true)
        {
            switch (expression)
            {
                case CallExpr call:
                    expression = call.Function;
                    continue;
                case SubscriptExpr subscript:
                    expression = subscript.Target;
                    continue;
                case AttributeExpr attribute:
                    parts.Insert(0, attribute.Name);
                    expression = attribute.Target;
                    continue;
                case NameExpr name:
                    parts.Insert(0, name.Id);
                    return string.Join('.', parts);
                default:
                    return string.Join('.', parts);
            }
        }
    }

    /// <summary>What stands behind the last dot.</summary>
    public static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
}
