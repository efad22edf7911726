using System.CommandLine;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Flows;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard judge test</c>.</summary>
internal static class JudgeTestCommand
{
    public static Command Create()
    {
        var command = new ShownCommand(
            "test",
            "Put one call to the configured judge, and say what it answers, how long it took and what it cost. Runs and writes nothing. Ends with 1 where the call would not be confirmed, with 3 where there is no answer.",
            "policyguard judge test --policy task.yaml --tool send_mail --args '{\"to\":\"eve@example.com\"}'",
            "policyguard judge test --provider openai --base-url http://127.0.0.1:11434/v1 --model llama3.1 --policy task.yaml --tool read_file");
        var policy = new Option<string>("--policy") { Description = "The intent policy by which it judges.", HelpName = "file", Required = true };
        var tool = new Option<string>("--tool") { Description = "The tool; `upstream/tool` where it matters.", HelpName = "name", Required = true };
        var args = new Option<string>("--args") { Description = "The arguments, as a JSON object.", DefaultValueFactory = static _ => "{}", HelpName = "json" };
        var after = new Option<string[]>("--after") { Description = "A tool that was called before; may be repeated, the earliest first.", HelpName = "name" };
        var request = new Option<string?>("--request") { Description = "What the user asked for.", HelpName = "text" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        foreach (var option in new Option[] { policy, tool, args, after, request, json })
        {
            command.Options.Add(option);
        }

        var options = new ConfigOptions(command)
            .With(command, "--provider", "judge.provider", "name")
            .With(command, "--model", "judge.model", "name")
            .With(command, "--base-url", "judge.base_url", "url")
            .With(command, "--api-key-env", "judge.api_key_env", "variable")
            .With(command, "--timeout", "judge.timeout", "time");
        command.SetAction(async (parsed, ct) =>
        {
            // The policy is the one that is named here, whatever is in force.
            var loaded = options.Load(parsed, withoutUpstreams: true, new ConfigFlag("--policy", "intent.default", Path.GetFullPath(parsed.GetValue(policy)!)));
            if (loaded.Options is null || !Starting.MayUse(loaded))
            {
                return ExitCodes.Usage;
            }

            if (loaded.Options.Judge is not { } settings)
            {
                Starting.Log("no judge is configured: set `judge.provider` and `judge.model`, or give --provider and --model");
                return ExitCodes.Usage;
            }

            var variables = Machine.Variables();
            if (Judges.Fault(settings, variables) is { } fault)
            {
                Starting.Log(fault);
                return ExitCodes.Usage;
            }

            if (IntentCommand.One(parsed.GetValue(policy)!) is not { } intent
                || Question(intent, parsed.GetValue(tool)!, parsed.GetValue(args)!, parsed.GetValue(after) ?? [], parsed.GetValue(request)) is not { } question)
            {
                return ExitCodes.Usage;
            }

            return await AskAsync(settings, variables, question, parsed.GetValue(json), ct);
        });
        return command;
    }

    private static async Task<int> AskAsync(JudgeSettings settings, IReadOnlyDictionary<string, string> variables, JudgeQuestion question, bool json, CancellationToken ct)
    {
        var clock = TimeProvider.System;
        var judge = Judges.Make(settings, variables, clock, Starting.Log);
        using var owned = judge as IDisposable;
        var began = clock.GetTimestamp();
        var verdict = await judge.JudgeAsync(question, ct);
        var answer = new JudgeAnswer(settings, verdict, question.Threshold, clock.GetElapsedTime(began));
        if (json)
        {
            JsonOut.Write(answer.Write);
        }
        else
        {
            answer.Write(Console.Out);
        }

        return !verdict.IsAnswer ? ExitCodes.Unavailable : verdict.Objection(question.Threshold) is null ? ExitCodes.Ok : ExitCodes.NotOk;
    }

    private static JudgeQuestion? Question(IntentPolicy policy, string written, string json, IReadOnlyList<string> before, string? request)
    {
        var path = IntentPath.Empty;
        foreach (var earlier in before)
        {
            var (place, name) = Tool(earlier);
            if (name is null)
            {
                return null;
            }

            path = path.After(place, name) ?? path;
        }

        var (upstream, tool) = Tool(written);
        if (tool is null)
        {
            return null;
        }

        if (policy.Judge(tool, upstream, path) is { Stand: IntentStand.Refused } refused)
        {
            Starting.Log($"the judge would not be asked: the intent policy itself refuses the call ({refused.Reason}): {refused.Message}");
            return null;
        }

        var arguments = new Arguments(Encoding.UTF8.GetBytes(json));
        try
        {
            if (arguments.Root.ValueKind != JsonValueKind.Object)
            {
                Starting.Log("--args takes a JSON object");
                return null;
            }
        }
        catch (JsonException fault)
        {
            Starting.Log($"--args is not JSON that the gate reads: {fault.Message}");
            return null;
        }

        var now = TimeProvider.System.GetUtcNow();
        var call = new ToolCall
        {
            Id = Ids.Call(now),
            Kind = CallKind.Tool,
            ActionType = ActionTypes.Of(CallKind.Tool),
            Target = tool,
            Upstream = upstream,
            Arguments = arguments,
            Caller = Caller.Local,
            Agent = new AgentRef("local", Proven: false),
            Flow = new FlowKey(FlowKeySource.CallerWindow, "judge-test"),
            ReceivedAt = now,
        };
        return JudgeQuestions.About(call, new IntentSet(policy, []), path, request);
    }

    private static (string? Upstream, CanonicalName? Tool) Tool(string written)
    {
        var slash = written.IndexOf('/', StringComparison.Ordinal);
        var (upstream, tool) = slash > 0 ? (written[..slash], written[(slash + 1)..]) : (null, written);
        if (!CanonicalName.TryCreate(tool, out var name, out var fault))
        {
            Starting.Log($"the gate would refuse the name `{SafeText.Of(tool)}` ({Reasons.NameInvalid}): {fault}");
        }

        return (upstream, name);
    }
}
