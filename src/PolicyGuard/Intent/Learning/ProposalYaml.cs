using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Intent.Learning;

/// <summary>Writes a proposal as a policy file. Names are others' words: each is quoted, and none reaches a comment.</summary>
internal static class ProposalYaml
{
    public static string Of(IntentProposal proposal)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"# Proposed from {Count(proposal.Flows, "flow")} with {Count(proposal.Calls, "call")}. Read it before you use it: what was recorded is taken for good.\n");
        yaml.Append(CultureInfo.InvariantCulture, $"# Learned from all flows but one, such a policy would have let that one pass in {proposal.Predicted} of {Count(proposal.Flows, "case")}.\n");
        var once = proposal.Tools.Count(static tool => tool.Flows == 1);
        if (once > 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"# {Count(once, "tool")} came up in one flow only, marked below; whether it belongs to the task nobody can tell from the record.\n");
        }

        if (proposal.LeftAside > 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"# {Count(proposal.LeftAside, "call")} left aside: names that no pattern meets, or flows beyond the first {IntentLearner.MostFlows}.\n");
        }

        yaml.Append(CultureInfo.InvariantCulture, $"name: {Quoted(proposal.Name)}\n");
        yaml.Append("description: \"Learned from recorded flows; say here what the task is for\"\n");
        yaml.Append("expected_workflow: \"Learned from recorded flows; say here how the task usually goes\"\n");
        yaml.Append("allowed_tools:\n");
        foreach (var (tool, calls, flows) in proposal.Tools)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - {Quoted(proposal.Pattern(tool))} # {Count(calls, "call")} in {Count(flows, "flow")}{(flows == 1 ? ": once only" : "")}\n");
        }

        yaml.Append("allowed_transitions:\n");
        Entry(yaml, proposal, "^", proposal.After(null));
        foreach (var (tool, _, _) in proposal.Tools)
        {
            Entry(yaml, proposal, proposal.Pattern(tool), proposal.After(tool));
        }

        return yaml.ToString();
    }

    private static void Entry(StringBuilder yaml, IntentProposal proposal, string key, IEnumerable<(LearnedTool Tool, long Flows)> next)
    {
        var all = next.ToList();
        if (all.Count == 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  {Quoted(key)}: [] # nothing followed it\n");
            return;
        }

        yaml.Append(CultureInfo.InvariantCulture, $"  {Quoted(key)}:\n");
        foreach (var (tool, flows) in all)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"    - {Quoted(proposal.Pattern(tool))} # in {Count(flows, "flow")}\n");
        }
    }

    // A JSON text is a YAML text, whatever characters it holds.
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
