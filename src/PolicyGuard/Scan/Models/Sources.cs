using PolicyGuard.Scan.Flow;

namespace PolicyGuard.Scan.Models;

/// <summary>Where input comes from, beside parameters.</summary>
internal static class Sources
{
    /// <summary>Names that are input wherever they are read.</summary>
    public static Origin? OriginOf(string name) => name switch
    {
        "sys.argv" or "sys.orig_argv" or "os.environ" or "os.environb" or "sys.stdin" => Origin.Local,
        _ => null,
    };

    /// <summary>Functions that give input.</summary>
    public static Origin? OfCall(string name) => name switch
    {
        "builtins.input" or "builtins.raw_input" or "os.getenv" or "os.getenvb" or "getopt.getopt" or "getopt.gnu_getopt" or "fileinput.input"
            or "argparse.ArgumentParser.parse_args" or "argparse.ArgumentParser.parse_known_args" or "optparse.OptionParser.parse_args"
            or "click.prompt" or "typer.prompt" or "getpass.getpass" => Origin.Local,
        _ when name.EndsWith(".RequestHandler.get_argument", StringComparison.Ordinal) => Origin.Request,
        _ => null,
    };

    /// <summary>What a request says of itself that the sender does not choose: how it was matched, who is logged in.</summary>
    public static bool IsOurs(string name) => name is "method" or "user" or "app" or "state" or "dbsession" or "scheme" or "registry" or "config" or "resolver_match"
        or "url_rule" or "blueprint" or "endpoint" or "build_absolute_uri" or "route_url" or "route_path" or "is_secure" or "is_json" or "remote_addr"
        or "client" or "db" or "META_INFO" or "loop" or "transport" or "tenant" or "site";

    /// <summary>Attributes of <c>self</c> that are input, by the classes that it derives from.</summary>
    public static Origin? OfSelf(IReadOnlyList<string> bases, string attribute) =>
        attribute is "path" or "headers" or "rfile" or "requestline" or "request" or "get_argument" or "get_arguments" or "get_query_argument" or "get_body_argument"
            or "get_query_arguments" or "get_body_arguments" or "get_cookie" && bases.Any(static name => name.EndsWith("RequestHandler", StringComparison.Ordinal))
            ? Origin.Request : null;

    /// <summary>Functions that make tools of the functions they are given, in the agent frameworks that are about.</summary>
    public static bool RegistersTools(string name) => name is "add_tool" or "Tool" or "StructuredTool" or "FunctionTool" or "from_function" or "from_defaults"
        or "add_tools" or "register_tool" or "register_function" or "register_for_llm" or "create_tool" or "tool" or "add_function";
}
