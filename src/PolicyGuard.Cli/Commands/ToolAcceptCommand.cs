using System.CommandLine;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tools accept</c>: an administrative act, written to the log.</summary>
internal static class ToolAcceptCommand
{
    public static Command Create()
    {
        var upstream = new Argument<string>("upstream") { Description = "The tool server's name, as `tools list` shows it." };
        var tool = new Argument<string>("tool") { Description = "The tool's name, as its server spells it." };
        var command = new ShownCommand(
            "accept",
            "Accept a changed definition of a tool, or a new one that is held. Read it first: a description can carry orders to your agent.",
            "policyguard tools accept files read_file")
        {
            upstream, tool,
        };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Tools.AcceptAsync(desk.Actor, parsed.GetValue(upstream)!, parsed.GetValue(tool)!, ct);
            if (outcome.Value is not { } pin)
            {
                return StoreCommand.Refused(outcome.Refusal!);
            }

            Console.Out.WriteLine($"accepted  {SafeText.Of(pin.Upstream)}  {SafeText.Of(pin.Tool)}  {pin.Hash}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
