namespace PolicyGuard.Scan.Flow;

/// <summary>What inputs of an origin are held against.</summary>
internal static class Origins
{
    /// <summary>
    /// Who starts a program may name its files and hosts, that is what a command line is for; that they also run as code or commands is worth
    /// telling. An agent sees no page, and what it is told is not sent to a browser.
    /// </summary>
    public static Hazard Hazards(this Origin origin) => origin switch
    {
        Origin.Local => Hazard.Code | Hazard.Command | Hazard.Sql | Hazard.Deserialization | Hazard.Template | Hazard.XPath | Hazard.Ldap,
        Origin.Tool => Hazard.All & ~(Hazard.Number | Hazard.Redirect | Hazard.Html),
        _ => Hazard.All,
    };
}
