namespace PolicyGuard.Taint.Instructions;

/// <summary>Joins what the rules say of a sentence: independent hints add up (1 − ∏(1 − w)), the heaviest names the kind.</summary>
internal static class RuleBook
{
    public static (InstructionKind Kind, double Weight) Weigh(in Sentence s)
    {
        var sum = new Sum();
        sum.Add(InstructionKind.Override, OverrideRule.Weigh(s));
        sum.Add(InstructionKind.Address, AddressRule.Weigh(s));
        sum.Add(InstructionKind.Detour, DetourRule.Weigh(s));
        sum.Add(InstructionKind.Secrecy, SecrecyRule.Weigh(s));
        sum.Add(InstructionKind.ToolTalk, ToolTalkRule.Weigh(s));
        sum.Add(InstructionKind.Trigger, TriggerRule.Weigh(s));

        // A request alone stays a request; beside something that speaks to an agent it makes that graver.
        var request = RequestRule.Weigh(s);
        return sum.Total == 0 ? (InstructionKind.Request, request) : (sum.Kind, 1 - ((1 - sum.Total) * (1 - (request / 2))));
    }

    private struct Sum
    {
        private double _heaviest, _rest;

        public InstructionKind Kind { get; private set; }

        public readonly double Total => _rest;

        public void Add(InstructionKind kind, double weight)
        {
            if (weight > _heaviest)
            {
                (_heaviest, Kind) = (weight, kind);
            }

            _rest = 1 - ((1 - _rest) * (1 - weight));
        }
    }
}
