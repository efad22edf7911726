using System.CommandLine;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard tool accept</c>: an administrative act, written to the log.</summary>
internal static class ToolAcceptCommand
{
    public static Command Create()
    {
        var upstream = new Argument<string>("upstream") { Description = "The tool server's name, as `tool list` shows it." };
        var tool = new Argument<string>("tool") { Description = "The tool's name, as its server spells it." };
        var command = new ShownCommand(
            "accept",
            "Accept a tool's changed definition. Read it first: a description can carry orders to your agent.",
            "policyguard tool accept files read_file")
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
