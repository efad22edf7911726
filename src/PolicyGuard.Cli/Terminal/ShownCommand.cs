using System.CommandLine;

namespace PolicyGuard.Cli.Terminal;

/// <summary>A command whose help shows how it is used.</summary>
internal sealed class ShownCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Command lines that work as printed.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Sets an action that may run until Ctrl-C, and then ends by itself.</summary>
    /// <remarks>
    /// It begins on another thread: until an action has returned its task, the library takes an interrupt for one that nobody handles, and
    /// ends the program with 130.
    /// </remarks>
    public void SetLongAction(Func<ParseResult, CancellationToken, Task<int>> run) => SetAction(async (parsed, ct) =>
    {
        await Task.Yield();
        return await run(parsed, ct);
    });
}
