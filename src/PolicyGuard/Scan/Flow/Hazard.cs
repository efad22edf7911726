namespace PolicyGuard.Scan.Flow;

/// <summary>What input can do at a sink; a set. A sanitizer takes away some and leaves others: HTML that is escaped can still be a path.</summary>
[Flags]
internal enum Hazard
{
    None = 0,
    Code = 1 << 0,
    Command = 1 << 1,
    Sql = 1 << 2,
    Path = 1 << 3,
    Request = 1 << 4,
    Deserialization = 1 << 5,
    Template = 1 << 6,
    XPath = 1 << 7,
    Ldap = 1 << 8,
    Redirect = 1 << 9,
    Html = 1 << 10,
    Log = 1 << 11,
    Trust = 1 << 12,
    Xml = 1 << 13,
    Csv = 1 << 14,
    NoSql = 1 << 15,
    Number = 1 << 16,
    All = (1 << 17) - 1,

    /// <summary>What stands between quotes in code or a query can do without a quote: nothing.</summary>
    Quoted = 1 << 20,

    /// <summary>With <see cref="Quoted"/>: it begins and ends with a quote, and has none inside, so as code it is a string.</summary>
    NoQuoteInside = 1 << 21,
}
