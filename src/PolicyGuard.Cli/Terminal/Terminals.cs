using Spectre.Console;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Makes consoles for tables and colours.</summary>
internal static class Terminals
{
    private const int WidthOfFiles = 160;

    /// <summary>Standard output: coloured where a person looks at it, plain and wide in a file or a pipe, and where <c>NO_COLOR</c> is set.</summary>
    public static IAnsiConsole Output()
    {
        var plain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
