using PolicyGuard.Scan.Flow;

namespace PolicyGuard.Scan.Models;

/// <summary>Functions that make input harmless for some sinks.</summary>
internal static class Sanitizers
{
    // Letters, digits, + / = - _ only.
    private const Hazard Alphabet = Hazard.All & ~(Hazard.Deserialization | Hazard.Log);

    private static readonly Dictionary<string, Hazard> Functions = new(StringComparer.Ordinal)
    {
        ["shlex.quote"] = Hazard.Command,
        ["pipes.quote"] = Hazard.Command,
        ["html.escape"] = Hazard.Html,
        ["cgi.escape"] = Hazard.Html,
        ["markupsafe.escape"] = Hazard.Html,
        ["flask.escape"] = Hazard.Html,
        ["jinja2.escape"] = Hazard.Html,
        ["bleach.clean"] = Hazard.Html,
        ["nh3.clean"] = Hazard.Html,
        ["django.utils.html.escape"] = Hazard.Html,
        ["django.utils.html.conditional_escape"] = Hazard.Html,
        ["django.utils.html.strip_tags"] = Hazard.Html,
        ["xml.sax.saxutils.escape"] = Hazard.Html,
        ["xml.sax.saxutils.quoteattr"] = Hazard.Html,
        ["flask.render_template"] = Hazard.Html,
        ["django.shortcuts.render"] = Hazard.Html,
        ["django.template.loader.render_to_string"] = Hazard.Html,
        ["flask.jsonify"] = Hazard.Html,
        ["urllib.parse.quote"] = Hazard.Html | Hazard.Command | Hazard.Redirect,
        ["urllib.parse.quote_plus"] = Hazard.Html | Hazard.Command | Hazard.Redirect | Hazard.Path | Hazard.Request,
        ["urllib.parse.urlencode"] = Hazard.Html | Hazard.Redirect,
        ["urllib.quote"] = Hazard.Html | Hazard.Redirect,
        ["base64.b64encode"] = Alphabet,
        ["base64.urlsafe_b64encode"] = Alphabet,
        ["base64.b32encode"] = Alphabet,
        ["base64.b16encode"] = Alphabet,
        ["binascii.hexlify"] = Alphabet,
        ["os.path.basename"] = Hazard.Path,
        ["ntpath.basename"] = Hazard.Path,
        ["posixpath.basename"] = Hazard.Path,
        ["werkzeug.utils.secure_filename"] = Hazard.Path,
        ["werkzeug.secure_filename"] = Hazard.Path,
        ["werkzeug.utils.safe_join"] = Hazard.Path,
        ["werkzeug.security.safe_join"] = Hazard.Path,
        ["flask.safe_join"] = Hazard.Path,
        ["ldap3.utils.conv.escape_filter_chars"] = Hazard.Ldap,
        ["ldap.filter.escape_filter_chars"] = Hazard.Ldap,
        ["ldap.dn.escape_dn_chars"] = Hazard.Ldap,
        ["ldap3.utils.dn.escape_rdn"] = Hazard.Ldap,
        ["ast.literal_eval"] = Hazard.Code | Hazard.Deserialization,
        ["psycopg2.sql.Identifier"] = Hazard.Sql,
        ["psycopg2.sql.Literal"] = Hazard.Sql,
        ["pymysql.converters.escape_string"] = Hazard.Sql,
        ["pymysql.escape_string"] = Hazard.Sql,
        ["MySQLdb.escape_string"] = Hazard.Sql,
    };

    /// <summary>What a known function makes of an argument: which argument, what it can no longer do, and what else is known; or null.</summary>
    public static (Value Argument, Hazard Hazards, Marks Marks)? OfFunction(string name, Invocation call)
    {
        if (name == "re.sub" && call.Argument(0)?.ConstantText is { } pattern && call.Argument(2) is { } subject)
        {
            return KeepsOnlyPlain(pattern) ? (subject, Hazard.All & ~Hazard.Log, Marks.Composite) : null;
        }

        return Functions.TryGetValue(name, out var hazards) ? (Everything(call), hazards, Marks.Composite) : null;
    }

    /// <summary>What functions of that name do, as people name them.</summary>
    public static Hazard ByName(string name)
    {
        var plain = name.ToLowerInvariant();
        if (plain.Contains("unescape", StringComparison.Ordinal))
        {
            return Hazard.None;
        }

        if (plain.Contains("escape", StringComparison.Ordinal) || plain.Contains("sanitize", StringComparison.Ordinal) || plain.Contains("sanitise", StringComparison.Ordinal))
        {
            return plain.Contains("sql", StringComparison.Ordinal) ? Hazard.Sql
                : plain.Contains("shell", StringComparison.Ordinal) ? Hazard.Command
                : plain.Contains("ldap", StringComparison.Ordinal) || plain.Contains("filter", StringComparison.Ordinal) ? Hazard.Ldap
                : plain.Contains("xpath", StringComparison.Ordinal) ? Hazard.XPath
                : plain.Contains("path", StringComparison.Ordinal) || plain.Contains("filename", StringComparison.Ordinal) ? Hazard.Path
                : Hazard.Html;
        }

        return plain is "secure_filename" ? Hazard.Path : plain is "render_template" or "render_to_string" or "render" ? Hazard.Html : Hazard.None;
    }

    private static Value Everything(Invocation call)
    {
        Value? all = null;
        foreach (var argument in call.Arguments)
        {
            all = all?.Join(argument.Value) ?? argument.Value;
        }

        return all ?? Value.Unknown;
    }

    // `[^a-zA-Z0-9_-]` replaced by nothing: what is left is letters and digits.
    private static bool KeepsOnlyPlain(string pattern)
    {
        if (!pattern.StartsWith("[^", StringComparison.Ordinal))
        {
            return pattern is "\\W" or "\\W+" or "\\D" or "\\D+";
        }

        var end = pattern.IndexOf(']', StringComparison.Ordinal);
        if (end < 0 || pattern[(end + 1)..] is not ("" or "+"))
        {
            return false;
        }

        return pattern[2..end].Replace("\\w", "", StringComparison.Ordinal).Replace("\\d", "", StringComparison.Ordinal)
            .All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '\\');
    }
}
