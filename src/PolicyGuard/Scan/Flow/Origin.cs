namespace PolicyGuard.Scan.Flow;

/// <summary>Who chose an input.</summary>
internal enum Origin
{
    /// <summary>An agent, through a tool's parameters.</summary>
    Tool,

    /// <summary>Whoever sent an HTTP request or an event.</summary>
    Request,

    /// <summary>Whoever started the program: its arguments, its environment, its terminal.</summary>
    Local,
}
