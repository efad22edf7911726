using System.Globalization;
using PolicyGuard.Text;

namespace PolicyGuard.Intent.Reading;

/// <summary>Reads one intent policy.</summary>
internal sealed class IntentReader(Complaints complaints)
{
    /// <summary>The keys of a file; <c>docs/intent.md</c> explains each, and a test holds the two together.</summary>
    internal static readonly string[] Keys =
    [
        "name", "description", "expected_workflow", "allowed_tools", "forbidden_tools", "allowed_transitions", "unlisted", "after", "never_after",
        "constraints", "escalation_threshold", "fast_path_allow", "case_insensitive_patterns",
    ];

    private static readonly Dictionary<string, string> Meant = new(StringComparer.Ordinal)
    {
        ["transitions"] = "allowed_transitions", ["denied_tools"] = "forbidden_tools", ["tools"] = "allowed_tools", ["workflow"] = "expected_workflow",
        ["requires"] = "after", ["threshold"] = "escalation_threshold",
    };

    /// <summary>The policy; null where the file holds none. Where something in it is wrong, that is among the complaints.</summary>
    public IntentDocument? Read(SourceNode root)
    {
        if (root is not SourceMap map)
        {
            complaints.Error(root, "wrong-type", $"an intent policy is a mapping, found {KeyReader.Shown(root)}", "start with `name:`");
            return null;
        }

        var keys = new KeyReader(map, "an intent policy", Keys, complaints, Meant);
        if (keys["case_insensitive_patterns"] is { } cased and not SourceScalar { Type: ScalarKind.Null } && !keys.Bool("case_insensitive_patterns", true))
        {
            complaints.Warning(cased, "key-without-effect", "names are compared without regard to letter case in any case", "remove the key");
        }

        var patterns = new ToolPatterns(complaints);
        return new IntentDocument
        {
            Name = keys.Required("name", ""),
            Path = complaints.File,
            Line = map.Line,
            Description = keys.Required("description", ""),
            ExpectedWorkflow = keys.Required("expected_workflow", ""),
            AllowedTools = patterns.Of(keys.List("allowed_tools")),
            ForbiddenTools = patterns.Of(keys.List("forbidden_tools")),
            Transitions = new TransitionReader(keys, patterns, complaints).Transitions(),
            AllowUnlisted = keys.Word("unlisted", ["refuse", "allow"]) == "allow",
            After = new TransitionReader(keys, patterns, complaints).LookBack("after"),
            NeverAfter = new TransitionReader(keys, patterns, complaints).LookBack("never_after"),
            Constraints = [.. keys.List("constraints").Select(static text => text.Text)],
            EscalationThreshold = Threshold(keys),
            FastPathAllow = keys.Bool("fast_path_allow", false),
        };
    }

    // Compared with a confidence; NaN would let every confidence pass.
    private static double Threshold(KeyReader keys)
    {
        const string Key = "escalation_threshold";
        switch (keys[Key])
        {
            case null:
                return 0.7;
            case SourceScalar { Type: ScalarKind.Number } scalar
                when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1:
                return number;
            case var node:
                keys.WrongType(node, Key, "a number from 0 to 1");
                return 0.7;
        }
    }
}
