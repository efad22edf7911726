namespace PolicyGuard.Scan;

/// <summary>
/// Every kind of finding there is. <c>STATIC-000</c> to <c>STATIC-017</c> are MCPGuard's, with its meanings; from <c>STATIC-100</c> on they are
/// flows; from <c>STATIC-200</c> on, choices that are wrong wherever the data comes from.
/// </summary>
public static class ScanRules
{
    /// <summary>A file, or a part of it, that is not Python.</summary>
    public static readonly ScanRule Syntax = new("STATIC-000", "syntax-error", ScanSeverity.Info, 0, "The file, or a part of it, could not be read as Python; that part was not checked.");

    /// <summary>A call of eval.</summary>
    public static readonly ScanRule Eval = new("STATIC-001", "eval", ScanSeverity.Critical, 95, "eval runs whatever expression it is given.");

    /// <summary>A call of exec.</summary>
    public static readonly ScanRule Exec = new("STATIC-002", "exec", ScanSeverity.Critical, 95, "exec runs whatever code it is given.");

    /// <summary>A call of compile.</summary>
    public static readonly ScanRule Compile = new("STATIC-003", "compile", ScanSeverity.High, 95, "compile makes code of text.");

    /// <summary>A call of __import__.</summary>
    public static readonly ScanRule DynamicImport = new("STATIC-004", "dynamic-import", ScanSeverity.High, 470, "__import__ loads a module chosen at run time.");

    /// <summary>A call of getattr.</summary>
    public static readonly ScanRule GetAttribute = new("STATIC-005", "getattr", ScanSeverity.Medium, 470, "getattr reaches an attribute chosen at run time.");

    /// <summary>An import of subprocess.</summary>
    public static readonly ScanRule Subprocess = new("STATIC-010", "subprocess", ScanSeverity.Critical, 78, "The module subprocess starts programs.");

    /// <summary>os.system.</summary>
    public static readonly ScanRule OsSystem = new("STATIC-011", "os-system", ScanSeverity.Critical, 78, "os.system runs a command line in a shell.");

    /// <summary>os.popen.</summary>
    public static readonly ScanRule OsPopen = new("STATIC-012", "os-popen", ScanSeverity.Critical, 78, "os.popen runs a command line in a shell.");

    /// <summary>An import of pickle.</summary>
    public static readonly ScanRule Pickle = new("STATIC-013", "pickle", ScanSeverity.High, 502, "Reading a pickle runs what its author wrote into it.");

    /// <summary>An import of marshal.</summary>
    public static readonly ScanRule Marshal = new("STATIC-014", "marshal", ScanSeverity.High, 502, "marshal reads code objects and is not safe against hostile data.");

    /// <summary>An import of shelve.</summary>
    public static readonly ScanRule Shelve = new("STATIC-015", "shelve", ScanSeverity.High, 502, "A shelf is read with pickle.");

    /// <summary>An import of ctypes.</summary>
    public static readonly ScanRule Ctypes = new("STATIC-016", "ctypes", ScanSeverity.High, 676, "ctypes calls native code, past everything that Python checks.");

    /// <summary>An import of socket.</summary>
    public static readonly ScanRule Socket = new("STATIC-017", "socket", ScanSeverity.Medium, 0, "The module socket opens network connections.");

    /// <summary>The analysis of flows met its bound.</summary>
    public static readonly ScanRule Incomplete = new("STATIC-090", "incomplete", ScanSeverity.Info, 0, "The file is too large or too deep to follow every flow; some were not followed.");

    /// <summary>Code.</summary>
    public static readonly ScanRule CodeFlow = new("STATIC-100", "code-injection", ScanSeverity.Critical, 94, "Input is run as code.");

    /// <summary>Commands.</summary>
    public static readonly ScanRule CommandFlow = new("STATIC-101", "command-injection", ScanSeverity.Critical, 78, "Input chooses a command or becomes part of a shell's command line.");

    /// <summary>SQL.</summary>
    public static readonly ScanRule SqlFlow = new("STATIC-102", "sql-injection", ScanSeverity.Critical, 89, "Input becomes part of an SQL statement.");

    /// <summary>Files.</summary>
    public static readonly ScanRule PathFlow = new("STATIC-103", "path-traversal", ScanSeverity.High, 22, "Input chooses a file's path.");

    /// <summary>Outgoing requests.</summary>
    public static readonly ScanRule RequestFlow = new("STATIC-104", "server-side-request-forgery", ScanSeverity.High, 918, "Input chooses where a request goes.");

    /// <summary>Objects.</summary>
    public static readonly ScanRule DeserializationFlow = new("STATIC-105", "unsafe-deserialization", ScanSeverity.Critical, 502, "Input is read by a format that can run code.");

    /// <summary>Templates.</summary>
    public static readonly ScanRule TemplateFlow = new("STATIC-106", "template-injection", ScanSeverity.Critical, 1336, "Input is used as a template, not as a value in one.");

    /// <summary>XPath.</summary>
    public static readonly ScanRule XPathFlow = new("STATIC-107", "xpath-injection", ScanSeverity.High, 643, "Input becomes part of an XPath query.");

    /// <summary>LDAP.</summary>
    public static readonly ScanRule LdapFlow = new("STATIC-108", "ldap-injection", ScanSeverity.High, 90, "Input becomes part of an LDAP filter or name.");

    /// <summary>Redirects.</summary>
    public static readonly ScanRule RedirectFlow = new("STATIC-109", "open-redirect", ScanSeverity.Medium, 601, "Input chooses where a browser is sent.");

    /// <summary>Pages.</summary>
    public static readonly ScanRule HtmlFlow = new("STATIC-110", "cross-site-scripting", ScanSeverity.High, 79, "Input becomes part of a page without being escaped.");

    /// <summary>Logs.</summary>
    public static readonly ScanRule LogFlow = new("STATIC-111", "log-injection", ScanSeverity.Low, 117, "Input is the format of a log message or may forge a line.");

    /// <summary>Sessions.</summary>
    public static readonly ScanRule TrustFlow = new("STATIC-112", "trust-boundary", ScanSeverity.Medium, 501, "Input is put where later code expects trusted data.");

    /// <summary>XML.</summary>
    public static readonly ScanRule XmlFlow = new("STATIC-113", "xml-external-entities", ScanSeverity.High, 611, "Input is read by an XML parser that follows external entities.");

    /// <summary>Tables.</summary>
    public static readonly ScanRule CsvFlow = new("STATIC-114", "csv-injection", ScanSeverity.Low, 1236, "Input is written to a table that a spreadsheet may open as formulas.");

    /// <summary>Documents' queries.</summary>
    public static readonly ScanRule NoSqlFlow = new("STATIC-115", "nosql-injection", ScanSeverity.High, 943, "Input chooses the shape of a query to a document store.");

    /// <summary>Numbers.</summary>
    public static readonly ScanRule NumberFlow = new("STATIC-116", "nan-injection", ScanSeverity.Low, 704, "Input becomes a number that may be NaN, or a truth value that is always true.");

    /// <summary>SQL text.</summary>
    public static readonly ScanRule SqlText = new("STATIC-122", "sql-text", ScanSeverity.Medium, 89, "An SQL statement is put together from input instead of parameters.");

    /// <summary>HTML text.</summary>
    public static readonly ScanRule HtmlText = new("STATIC-123", "html-text", ScanSeverity.Medium, 79, "HTML is put together from input that was not escaped.");

    /// <summary>A URL's host.</summary>
    public static readonly ScanRule UrlText = new("STATIC-124", "url-host", ScanSeverity.Medium, 918, "Input stands where a URL names its host.");

    /// <summary>Requests without TLS.</summary>
    public static readonly ScanRule ClearText = new("STATIC-200", "clear-text-request", ScanSeverity.Low, 319, "A request goes over the network without encryption.");

    /// <summary>Broken hashes.</summary>
    public static readonly ScanRule WeakHash = new("STATIC-201", "weak-hash", ScanSeverity.Medium, 328, "MD5 and SHA-1 do not protect what they hash.");

    /// <summary>Guessable randomness.</summary>
    public static readonly ScanRule WeakRandom = new("STATIC-202", "weak-random", ScanSeverity.Low, 330, "The module random can be predicted; use secrets for what must not be guessed.");

    /// <summary>Cookies without Secure.</summary>
    public static readonly ScanRule InsecureCookie = new("STATIC-203", "insecure-cookie", ScanSeverity.Low, 614, "A cookie is sent over unencrypted connections too.");

    /// <summary>Certificates that nobody checks.</summary>
    public static readonly ScanRule NoCertificateCheck = new("STATIC-204", "no-certificate-check", ScanSeverity.High, 295, "The other side's certificate is not checked.");

    /// <summary>A secret in a file; <see cref="ScanFinding.Message"/> says which kind.</summary>
    public static readonly ScanRule Secret = new("STATIC-300", "secret", ScanSeverity.High, 798, "A secret is written into the file.");

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<ScanRule> All { get; } =
    [
        Syntax, Eval, Exec, Compile, DynamicImport, GetAttribute, Subprocess, OsSystem, OsPopen, Pickle, Marshal, Shelve, Ctypes, Socket, Incomplete,
        CodeFlow, CommandFlow, SqlFlow, PathFlow, RequestFlow, DeserializationFlow, TemplateFlow, XPathFlow, LdapFlow, RedirectFlow, HtmlFlow, LogFlow,
        TrustFlow, XmlFlow, CsvFlow, NoSqlFlow, NumberFlow, SqlText, HtmlText, UrlText, ClearText, WeakHash, WeakRandom, InsecureCookie,
        NoCertificateCheck, Secret,
    ];
}
