namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>What an argument is to a tool.</summary>
internal enum ArgumentRole
{
    /// <summary>It says what is done, to whom, where or with how much.</summary>
    Control,

    /// <summary>It is what is said or stored.</summary>
    Content,

    /// <summary>A date, a switch, a limit: it steers nothing that could be misused by itself.</summary>
    Setting,
}
