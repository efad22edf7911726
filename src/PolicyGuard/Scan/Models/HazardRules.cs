using PolicyGuard.Scan.Flow;

namespace PolicyGuard.Scan.Models;

/// <summary>Which rule a hazard at a sink is, and how it is said.</summary>
internal static class HazardRules
{
    public static (ScanRule Rule, string Phrase) Of(Hazard hazard) => hazard switch
    {
        Hazard.Code => (ScanRules.CodeFlow, "is run as code"),
        Hazard.Command => (ScanRules.CommandFlow, "chooses what is run as a command"),
        Hazard.Sql => (ScanRules.SqlFlow, "becomes part of an SQL statement"),
        Hazard.Path => (ScanRules.PathFlow, "chooses a file's path"),
        Hazard.Request => (ScanRules.RequestFlow, "chooses where a request goes"),
        Hazard.Deserialization => (ScanRules.DeserializationFlow, "is read by a format that can run code"),
        Hazard.Template => (ScanRules.TemplateFlow, "is used as a template"),
        Hazard.XPath => (ScanRules.XPathFlow, "becomes part of an XPath query"),
        Hazard.Ldap => (ScanRules.LdapFlow, "becomes part of an LDAP query"),
        Hazard.Redirect => (ScanRules.RedirectFlow, "chooses where the browser is sent"),
        Hazard.Html => (ScanRules.HtmlFlow, "is sent as part of a page without being escaped"),
        Hazard.Log => (ScanRules.LogFlow, "becomes part of a log message's text"),
        Hazard.Trust => (ScanRules.TrustFlow, "is kept in the session, which later code trusts"),
        Hazard.Xml => (ScanRules.XmlFlow, "is read by an XML parser that follows external entities"),
        Hazard.Csv => (ScanRules.CsvFlow, "is written to a table that a spreadsheet may open"),
        Hazard.NoSql => (ScanRules.NoSqlFlow, "chooses the shape of a query"),
        Hazard.Number => (ScanRules.NumberFlow, "becomes a number that may be NaN, or a truth value that is always true"),
        _ => throw new ArgumentOutOfRangeException(nameof(hazard)),
    };
}
