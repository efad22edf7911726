namespace PolicyGuard.Cli;

/// <summary>What the program tells the shell. Documented in <c>docs/cli.md</c>.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The thing asked about is not in order: a policy with errors, a failing test, a refused call, a stop that did not happen.</summary>
    public const int NotOk = 1;

    /// <summary>The command line or the configuration is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Something that is needed is not there: the store, a port, an upstream's program.</summary>
    public const int Unavailable = 3;

    /// <summary>Ended by Ctrl-C, as shells count it.</summary>
    public const int Interrupted = 130;
}
