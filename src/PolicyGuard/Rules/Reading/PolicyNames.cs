namespace PolicyGuard.Rules.Reading;

/// <summary>Names policies that do not name themselves.</summary>
internal static class PolicyNames
{
    /// <summary><c>policies/minimal.yaml</c> → <c>minimal</c>.</summary>
    public static string OfFile(string path)
    {
        var start = path.AsSpan().LastIndexOfAny('/', '\\') + 1;
        var dot = path.LastIndexOf('.');
        return dot > start ? path[start..dot] : path[start..];
    }
}
