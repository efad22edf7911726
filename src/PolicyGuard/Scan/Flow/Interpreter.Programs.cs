using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Programs that are started.</content>
internal sealed partial class Interpreter
{
    private void CheckProcess(Invocation call, Sink sink)
    {
        if (call.Argument(0, sink.Keywords) is not { } command)
        {
            return;
        }

        var shell = call.Arguments.Where(static argument => argument.Name == "shell").Select(static argument => Folding.Truth(argument.Value)).FirstOrDefault() == true;
        if (shell || ContentOf(command) is not { } content)
        {
            CheckValue(Hazard.Command, command, call.At, Deep(command));
            return;
        }

        CheckProgram(content.Items ?? [content.Any ?? Value.Unknown, content.Any ?? Value.Unknown], call.At);
    }

    private void CheckProgram(Invocation call, int first)
    {
        var all = new List<Value>();
        foreach (var argument in call.Arguments.Where(static argument => argument.Name is null))
        {
            var value = argument.Value;
            if (argument.Stars == 0 && all.Count <= first)
            {
                all.Add(value);
            }
            else if (ContentOf(value) is { Kind: ContentKind.List } content)
            {
                all.AddRange(content.Items ?? [content.Any ?? Value.Unknown]);
            }
            else
            {
                all.Add(value);
            }
        }

        if (all.Count > first)
        {
            // What stands in front is not the program: a mode, a protocol.
            CheckProgram(all[first..], call.At);
        }
    }

    private void CheckProgram(IReadOnlyList<Value> words, Place at)
    {
        if (words.Count == 0)
        {
            return;
        }

        var program = words[0];
        if (ContentOf(program) is { Kind: ContentKind.List, Items: { Count: > 0 } inner })
        {
            words = [.. inner, .. words.Skip(1)];
            program = words[0];
        }

        CheckValue(Hazard.Command, program, at, Deep(program));
        if (program.Options?.Any(static option => option is string name && Programs.RunsArguments(name)) == true)
        {
            foreach (var word in words.Skip(1))
            {
                CheckValue(Hazard.Command, word, at, Deep(word));
            }
        }
    }
}
