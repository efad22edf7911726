using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>
/// What a sentence of a description says beyond its own tool. A description may tell an agent how and when to use this tool; it has no business with the
/// user's trust, other tools, the machine, or what is chosen among tools.
/// </summary>
internal static class ProseRules
{
    /// <summary>Calls back with kind, weight and reason of each thing that the sentence says.</summary>
    public static void Weigh(in Sentence s, OwnNames own, Action<ToolFindingKind, double, string> found)
    {
        var obliges = s.IsBound || s.Has(WordClass.Must | WordClass.Please) || s.IsPolite;
        Secrecy(s, found);
        Overrule(s, found);
        OtherTool(s, own, obliges, found);
        Errand(s, obliges, found);
        Boast(s, found);
    }

    private static void Secrecy(in Sentence s, Action<ToolFindingKind, double, string> found)
    {
        if (SecrecyRule.Weigh(s) is var secret and > 0)
        {
            found(ToolFindingKind.Secrecy, secret, "the user is not to be told");
        }
    }

    private static void Overrule(in Sentence s, Action<ToolFindingKind, double, string> found)
    {
        if (OverrideRule.Weigh(s) is var over and > 0)
        {
            found(ToolFindingKind.Instruction, over, "earlier instructions are to be dropped");
        }

        var despite = s.IndexOf(WordClass.Despite | WordClass.Drop);
        if (despite >= 0 && s.IndexOf(WordClass.User, despite + 1, despite + 6) >= 0 && !s.Tokens[despite].Is(WordClass.Foreign))
        {
            found(ToolFindingKind.Tampering, 0.65, "what the user said is to be overruled");
        }

        // "when using X for A, always change the ticker to B": a value replaced under a condition.
        var change = s.IndexOf(WordClass.Change);
        if (change >= 0 && s.IndexOf(WordClass.Preposition, change + 1, change + 8) is var to and >= 0 && s.Is(to, "to"))
        {
            var when = s.IndexOf(WordClass.When) >= 0;
            var silently = s.IndexOf(WordClass.Must, 0, change + 1) >= 0 || s.Is(change - 1, "automatically");
            var value = to + 1 < s.Tokens.Length && (s.Tokens[to + 1].Before == Break.Quote || s.Tokens[to + 1].Is(WordClass.Shouted | WordClass.Place));
            if (value && (when || s.IsBound || silently))
            {
                found(ToolFindingKind.Tampering, when && (silently || s.Has(WordClass.Use)) ? 0.65 : 0.4, "an argument is to be replaced by a value that the user did not choose");
            }
        }

        if (s.Is(change - 1, "automatically") && s.Has(WordClass.User) && s.Has(WordClass.When))
        {
            found(ToolFindingKind.Tampering, 0.5, "what the user asked for is turned into something else");
        }
    }

    private static void OtherTool(in Sentence s, OwnNames own, bool obliges, Action<ToolFindingKind, double, string> found)
    {
        var other = -1;
        var self = false;
        for (var i = s.IndexOf(WordClass.Identifier); i >= 0; i = s.IndexOf(WordClass.Identifier, i + 1))
        {
            if (own.IsSelf(s.Word(i)))
            {
                self = true;
            }
            else if (!own.IsParameter(s.Word(i)))
            {
                other = other < 0 ? i : other;
            }
        }

        var status = s.IndexOf(WordClass.Status);
        var passive = status > 0 && (s.IndexOf(WordClass.Not, 0, 1) < 0) && (s.Is(status - 1, "been") || s.Is(status - 2, "been") || s.Is(status - 1, "is") || s.Is(status - 1, "currently"));
        if (passive && s.Has(WordClass.Tool) && (self || other >= 0))
        {
            found(ToolFindingKind.Shadowing, self ? 0.4 : 0.5, self ? "the tool says that it shall not be used as it is" : "it says that another tool is no longer what it was");
        }

        if (other < 0)
        {
            return;
        }

        // "before calling the X tool …", "when using X …", "the X tool now uses …": rules for somebody else's tool.
        var before = s.IndexOf(WordClass.Around | WordClass.When, Math.Max(0, other - 6), other);
        var about = before >= 0 && !s.Is(before, "first") && (s.IndexOf(WordClass.Use, other - 4, other) >= 0 || s.IndexOf(WordClass.Tool, other - 2, other + 3) >= 0);
        if (about && obliges)
        {
            found(ToolFindingKind.Shadowing, 0.5, "it lays down what has to happen when another tool is used");
        }
        else if (s.Is(other + 1, "tool") && s.Has(WordClass.Use) && (s.Has(WordClass.When) || s.Is(other + 2, "now")) && !obliges)
        {
            found(ToolFindingKind.Shadowing, 0.35, "it tells how another tool works");
        }

        var use = s.IndexOf(WordClass.Use, other - 6, other);
        if (use >= 0 && obliges)
        {
            var literal = s.IndexOf(WordClass.Shouted | WordClass.Amount, other + 1) is var given and >= 0
                && (s.Tokens[given].Before == Break.Quote || (s.Tokens[given].Is(WordClass.Amount) && s.Word(given).Length >= 8));
            found(ToolFindingKind.SideErrand, literal ? 0.65 : s.IndexOf(WordClass.Around, 0, use) >= 0 || s.IsPolite ? 0.4 : 0.3,
                literal ? "another tool is to be called with given arguments" : "another tool is to be called");
        }
        else if (s.IndexOf(WordClass.Act, 0, other) is var act and >= 0 && obliges && s.Is(s.Tokens.Length - 1, "instead"))
        {
            found(ToolFindingKind.Shadowing, 0.4, "requests are to go to another tool");
        }
    }

    private static void Errand(in Sentence s, bool obliges, Action<ToolFindingKind, double, string> found)
    {
        var shell = s.IndexOf(WordClass.Shell);
        if (shell >= 0 && shell + 1 < s.Tokens.Length && (s.Is(shell, "curl") || s.Is(shell, "wget") || s.Is(shell, "sudo") || s.Is(shell, "crontab") || s.Is(shell + 1, "rf")))
        {
            found(ToolFindingKind.SideErrand, 0.4, "it spells out a command of a shell");
        }

        if (!obliges)
        {
            return;
        }

        var run = s.IndexOf(WordClass.Use);
        if (run >= 0 && Command(s, run))
        {
            found(ToolFindingKind.SideErrand, s.Has(WordClass.These) || s.Has(WordClass.Pretext) ? 0.65 : 0.5, "a command is to be run besides the tool's own work");
        }

        if (s.Has(WordClass.Pretext) && s.Has(WordClass.Place | WordClass.Stealth) && s.Has(WordClass.Act | WordClass.Gather | WordClass.Second))
        {
            found(ToolFindingKind.SideErrand, 0.6, "an address is to be visited, for reasons that are no business of the tool");
        }

        if (s.IndexOf(WordClass.Tell | WordClass.Speak) is var tell and >= 0 && s.IsBound && s.IndexOf(WordClass.User, tell + 1, tell + 4) >= 0 && !s.Is(tell, "ask"))
        {
            found(ToolFindingKind.SideErrand, 0.45, "the user is to be told what the tool's author wants");
        }
    }

    private static bool Command(in Sentence s, int run)
    {
        for (var i = run + 1; i < Math.Min(s.Tokens.Length, run + 7); i++)
        {
            if ((s.Is(i, "command") || s.Is(i, "commands") || s.Is(i, "check") || s.Is(i, "script")) && s.IndexOf(WordClass.Not, run - 3, run) < 0)
            {
                return s.IndexOf(WordClass.These, run, i) is var these and >= 0 && !s.Tokens[these].Is(WordClass.That);
            }
        }

        return false;
    }

    private static void Boast(in Sentence s, Action<ToolFindingKind, double, string> found)
    {
        var tool = s.IndexOf(WordClass.Tool) >= 0 || Has(s, "version") || Has(s, "analyzer") || Has(s, "extractor");
        for (var best = s.IndexOf(WordClass.Best); best >= 0; best = s.IndexOf(WordClass.Best, best + 1))
        {
            // "the best tool", "the premium version"; not "the best match".
            var near = s.IndexOf(WordClass.Tool, best + 1, best + 5) >= 0 || s.Is(best + 1, "version");
            if (near && s.IndexOf(WordClass.These | WordClass.That | WordClass.Article, 0, best) >= 0)
            {
                found(ToolFindingKind.Preference, 0.65, "it praises itself above other tools");
                return;
            }

            if (tool)
            {
                found(ToolFindingKind.Preference, 0.4, "it praises itself");
            }
        }

        // "this is the professional version": there are others, and they are worse.
        if (s.Is(0, "this") && s.Is(1, "is") && s.Is(2, "the") && (s.Is(4, "version") || s.Is(4, "edition")))
        {
            found(ToolFindingKind.Preference, 0.5, "it calls itself the better edition of something");
        }

        var degree = s.IndexOf(WordClass.Degree);
        if (degree > 0 && degree < 7 && s.Is(0, "this") && s.Is(1, "tool"))
        {
            found(ToolFindingKind.Preference, 0.35, "it calls itself better or the most");
        }

        if (degree >= 0 && tool && (Has(s, "available") || (s.IndexOf(WordClass.Whole, degree) is var others and >= 0 && s.Is(others, "other"))))
        {
            found(ToolFindingKind.Preference, 0.55, "it compares itself with other tools");
        }

        if (s.IndexOf(WordClass.Praise) is var praise and >= 0 && s.Is(praise + 1, "by") && (praise < 3 || s.Tokens[praise].Before == Break.Comma))
        {
            found(ToolFindingKind.Preference, 0.4, "others are said to praise it");
        }

        if (s.IndexOf(WordClass.Around) is var instead and >= 0 && s.Is(instead, "instead") && s.IndexOf(WordClass.Must, 0, instead) >= 0 && s.IndexOf(WordClass.Use, 0, instead) >= 0
            && s.IndexOf(WordClass.Whole | WordClass.Tool, instead + 1) >= 0)
        {
            found(ToolFindingKind.Preference, 0.4, "it is to be used instead of others");
        }
    }

    private static bool Has(in Sentence s, string word)
    {
        for (var i = 0; i < s.Tokens.Length; i++)
        {
            if (s.Is(i, word))
            {
                return true;
            }
        }

        return false;
    }
}
