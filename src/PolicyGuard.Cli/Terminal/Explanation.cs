using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Rules;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Tells how a decision came about.</summary>
internal sealed class Explanation(WhatIf.Answer answer, RuleSet rules, bool all)
{
    /// <summary>For people.</summary>
    public void Write(TextWriter output)
    {
        var (decision, verdict) = (answer.Decision, answer.Trace.Verdict);
        var call = decision.Call;
        var known = answer.Agent is null ? "not registered" : answer.Agent.Status.ToString().ToLowerInvariant();
        output.WriteLine($"{call.ActionType} {SafeText.Of(call.Target.Shown)}");
        output.WriteLine($"  compared as {SafeText.Of(call.Target.Full)}, agent {SafeText.Of(call.Agent.Id)} ({known}), trust {decision.Trust?.Name() ?? "unknown"}{Labels()}");
        output.WriteLine();
        output.WriteLine($"{answer.Effect.Name()}  ({(answer.ByLabels ? ReasonOf(verdict) : decision.Reason)})");
        output.WriteLine($"  {SafeText.Of(answer.ByLabels ? $"with the assumed labels: {string.Join("; ", verdict.Matches.Select(static match => match.Message))}" : decision.Message)}");
        output.WriteLine();
        output.WriteLine($"{Counted.Of(rules.Count, "rule")}, default {rules.Default.Name()}, set {rules.Hash[..12]}");
        foreach (var step in Shown())
        {
            output.WriteLine($"  {Mark(step.Result)} {SafeText.Of(step.Policy)}/{SafeText.Of(step.Rule)} → {step.Effect.Name()}  ({step.Path}:{step.Line})");
            foreach (var condition in step.Conditions)
            {
                var error = condition.Error is null ? "" : $"; {SafeText.Of(condition.Error)}";
                output.WriteLine($"      {Mark(condition.Result)} {SafeText.Of(condition.Key)}: wants {SafeText.Of(condition.Wanted, 80)}, has {SafeText.Of(condition.Found, 80)}{error}");
            }
        }

        if (Shown().Count < answer.Trace.Steps.Count)
        {
            output.WriteLine($"  {answer.Trace.Steps.Count - Shown().Count} more do not match; --all shows them");
        }
    }

    /// <summary>For scripts.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        var decision = answer.Decision;
        writer.WriteStartObject();
        writer.WriteString("target", decision.Call.Target.Shown);
        writer.WriteString("canonical", decision.Call.Target.Full);
        writer.WriteString("action_type", decision.Call.ActionType);
        writer.WriteString("agent", decision.Call.Agent.Id);
        writer.WriteBoolean("agent_registered", answer.Agent is not null);
        writer.WriteString("trust", decision.Trust?.Name());
        Strings(writer, "labels", decision.Labels.Names());
        writer.WriteString("effect", answer.Effect.Name());
        writer.WriteBoolean("runs", answer.Effect.RunsDirectly());
        writer.WriteString("reason", answer.ByLabels ? ReasonOf(answer.Trace.Verdict) : decision.Reason);
        writer.WriteString("message", decision.Message);
        writer.WriteString("policy_set", rules.Hash);
        writer.WriteStartArray("rules");
        foreach (var step in answer.Trace.Steps)
        {
            Write(writer, step);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RuleStep step)
    {
        writer.WriteStartObject();
        writer.WriteString("policy", step.Policy);
        writer.WriteString("rule", step.Rule);
        writer.WriteString("file", step.Path);
        writer.WriteNumber("line", step.Line);
        writer.WriteString("effect", step.Effect.Name());
        writer.WriteString("result", Name(step.Result));
        writer.WriteStartArray("conditions");
        foreach (var condition in step.Conditions)
        {
            writer.WriteStartObject();
            writer.WriteString("key", condition.Key);
            writer.WriteString("wanted", condition.Wanted);
            writer.WriteString("found", condition.Found);
            writer.WriteString("result", Name(condition.Result));
            writer.WriteString("error", condition.Error);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private IReadOnlyList<RuleStep> Shown() =>
        all ? answer.Trace.Steps : [.. answer.Trace.Steps.Where(static step => step.Result is RuleStepResult.Match or RuleStepResult.DoubtfulMatch or RuleStepResult.Unknown)];

    private string Labels()
    {
        var labels = answer.Decision.Labels;
        return labels.IsEmpty ? "" : $", labels {labels}";
    }

    private static string ReasonOf(RuleVerdict verdict) => verdict.IsDefault ? Reasons.Default : Reasons.Rule;

    private static string Mark(RuleStepResult result) => result switch
    {
        RuleStepResult.Match => "+",
        RuleStepResult.DoubtfulMatch => "~",
        RuleStepResult.Unknown => "?",
        RuleStepResult.NotAsked => "/",
        _ => "-",
    };

    private static string Name(RuleStepResult result) => result switch
    {
        RuleStepResult.Match => "match",
        RuleStepResult.DoubtfulMatch => "doubtful_match",
        RuleStepResult.Unknown => "unknown",
        RuleStepResult.NotAsked => "not_asked",
        _ => "no_match",
    };
}
