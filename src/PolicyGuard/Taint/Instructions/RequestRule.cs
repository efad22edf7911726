namespace PolicyGuard.Taint.Instructions;

/// <summary>
/// An action with an effect outside is asked for in the imperative, or information is gathered to be sent on. People ask each other so too: alone it
/// stays below <see cref="InstructionScan.Strong"/>, and only what else is known of the flow can tell.
/// </summary>
internal static class RequestRule
{
    private const double Most = 0.59;

    public static double Weigh(in Sentence s)
    {
        // "use X to delete …" asks for the deleting; "look up my passwords" asks for what nobody shows.
        var acts = s.Commands(WordClass.Act)
            || (s.Commands(WordClass.Use) && s.IndexOf(WordClass.Act, s.Head + 2) is var act and >= 0 && s.Is(act - 1, "to") && s.HasObject(act));
        var own = s.Commands(WordClass.Gather) && s.IndexOf(WordClass.First, s.Head + 1) >= 0 && s.IndexOf(WordClass.Asset, s.Head + 1) >= 0;
        var chain = Chain(s);
        if (!acts && !chain && !own)
        {
            return 0;
        }

        var weight = 0.2;
        weight += s.IsPolite || s.IsBound ? 0.12 : 0;
        weight += s.IndexOf(WordClass.First, s.Head + 1) >= 0 ? 0.12 : 0;
        weight += s.Has(WordClass.Place | WordClass.Amount) || Quoted(s) ? 0.12 : 0;
        weight += chain ? 0.12 : 0;
        weight += s.IndexOf(WordClass.User, s.Head + 1) >= 0 ? 0.12 : 0;
        weight += s.IndexOf(WordClass.Asset, s.Head + 1) >= 0 ? 0.08 : 0;
        return Math.Min(weight, Most);
    }

    // "retrieve my … and send it to …": a gathering command, joined to a second verb that carries away.
    private static bool Chain(in Sentence s)
    {
        if (!s.Commands(WordClass.Gather))
        {
            return false;
        }

        for (var and = s.Head + 2; and < s.Tokens.Length - 1; and++)
        {
            if ((s.Is(and, "and") || s.Is(and, "then") || s.Is(and, "also") || s.Tokens[and].Before == Break.Comma) && s.IndexOf(WordClass.Act, and, and + 8) is var act and >= 0 && s.HasObject(act))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Quoted(in Sentence s)
    {
        for (var i = s.Head + 1; i < s.Tokens.Length; i++)
        {
            if (s.Tokens[i].Before == Break.Quote)
            {
                return true;
            }
        }

        return false;
    }
}
