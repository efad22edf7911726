namespace PolicyGuard.Scan.Models;

/// <summary>What functions of other modules do with what they are given.</summary>
internal static class Propagation
{
    private static readonly HashSet<string> Clean =
    [
        "builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "builtins.hash", "builtins.id", "builtins.isinstance", "builtins.issubclass",
        "builtins.ord", "builtins.round", "builtins.abs", "builtins.type", "builtins.hasattr", "builtins.callable", "builtins.range", "builtins.any",
        "builtins.all", "builtins.hex", "builtins.oct", "builtins.bin", "builtins.print", "builtins.compile", "os.path.exists", "os.path.isfile", "os.path.isdir",
        "os.path.getsize", "os.path.isabs", "flask.redirect", "flask.url_for", "django.urls.reverse", "django.shortcuts.redirect", "flask.abort", "decimal.Decimal",
        "flask.flash", "ipaddress.ip_address", "ipaddress.ip_network", "sqlalchemy.text", "sqlalchemy.sql.text",
    ];

    private static readonly string[] CleanModules = ["hashlib.", "hmac.", "uuid.", "random.", "secrets.", "time.", "math.", "logging.", "zlib.crc32", "binascii.crc32", "platform."];

    /// <summary>Whether what it gives says nothing of what it was given: a number, an answer, a digest, what a sink has taken.</summary>
    public static bool IsClean(string name) => Clean.Contains(name) || CleanModules.Any(module => name.StartsWith(module, StringComparison.Ordinal));

    /// <summary>Whether it undoes an encoding.</summary>
    public static bool Decodes(string name) => name is "base64.b64decode" or "base64.urlsafe_b64decode" or "base64.b32decode" or "base64.b16decode" or "base64.decodebytes"
        or "base64.b85decode" or "binascii.unhexlify" or "binascii.a2b_base64" or "urllib.parse.unquote" or "urllib.parse.unquote_plus" or "urllib.unquote" or "html.unescape"
        or "json.loads" or "json.load" or "yaml.safe_load" or "tomllib.loads" or "codecs.decode" or "urllib.parse.parse_qs" or "urllib.parse.parse_qsl" or "ast.literal_eval"
        or "xml.sax.saxutils.unescape" or "zlib.decompress" or "gzip.decompress" or "bytes.fromhex";

    /// <summary>Whether a method of that name puts its arguments into its object.</summary>
    public static bool Fills(string method) => method is "append" or "add" or "write" or "writelines" or "extend" or "insert" or "update" or "set" or "put" or "push" or "send"
        or "setdefault" or "appendleft" or "put_nowait" or "feed" or "add_argument" or "load" or "read_string";
}
