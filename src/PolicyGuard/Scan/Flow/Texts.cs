namespace PolicyGuard.Scan.Flow;

/// <summary>What is known of the methods of strings.</summary>
internal static class Texts
{
    /// <summary>Methods that give the same text in another form.</summary>
    public static bool KeepsWhole(string method) => method is "strip" or "lstrip" or "rstrip" or "lower" or "upper" or "casefold" or "title" or "capitalize"
        or "encode" or "decode" or "swapcase" or "expandtabs" or "zfill" or "ljust" or "rjust" or "center" or "__str__" or "tolist" or "removeprefix" or "removesuffix";

    /// <summary>Methods that answer with a number or a yes or no.</summary>
    public static bool IsClean(string method) => method is "find" or "rfind" or "index" or "rindex" or "count" or "startswith" or "endswith" or "isdigit" or "isalnum"
        or "isalpha" or "isdecimal" or "isnumeric" or "isidentifier" or "islower" or "isupper" or "isspace" or "digest" or "hexdigest" or "exists" or "is_file"
        or "is_dir" or "tell" or "fileno" or "close" or "flush" or "rowcount" or "bit_length" or "timestamp" or "total_seconds";

    /// <summary>A method of a known text with known arguments; null where it is not certain.</summary>
    public static Value? Method(string method, string text, List<Passed> arguments)
    {
        var first = arguments.Count > 0 ? arguments[0].Value.Constant : null;
        switch (method)
        {
            case "lower" or "casefold":
                return Value.Of(text.ToLowerInvariant());
            case "upper":
                return Value.Of(text.ToUpperInvariant());
            case "strip" when arguments.Count == 0:
                return Value.Of(text.Trim());
            case "encode" or "decode":
                return Value.Of(text);
            case "startswith" when first is string start:
                return Value.Of(text.StartsWith(start, StringComparison.Ordinal));
            case "endswith" when first is string end:
                return Value.Of(text.EndsWith(end, StringComparison.Ordinal));
            case "find" when first is string part && arguments.Count == 1:
                return Value.Of((long)text.IndexOf(part, StringComparison.Ordinal));
            case "replace" when first is string { Length: > 0 } old && arguments.Count == 2 && arguments[1].Value.ConstantText is { } with && text.Length * (with.Length + 1) <= 4096:
                return Value.Of(text.Replace(old, with, StringComparison.Ordinal));
            default:
                return IsClean(method) ? Value.Unknown : null;
        }
    }
}
