using System.CommandLine;

namespace PolicyGuard.Cli.Terminal;

/// <summary>A command whose help shows how it is used.</summary>
internal sealed class ShownCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Command lines that work as printed.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
