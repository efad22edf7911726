using System.Text.Json;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>
/// Reads a tool's definition as an agent would: names, titles, descriptions, schemas with everything in them, annotations. Says what in it
/// speaks of more than the tool. Pure; linear in the length of the definition.
/// </summary>
public static class DefinitionScan
{
    private static readonly string[] SensitiveFiles =
        ["~/.ssh", "id_rsa", "id_ed25519", "/etc/passwd", "/etc/shadow", ".bashrc", ".zshrc", "authorized_keys", ".aws/credentials", ".netrc", ".cursor/mcp.json", "mcp.json", "/.env", "wallet.dat"];

    /// <summary>What is wrong with a definition.</summary>
    /// <param name="definition">One entry of <c>tools/list</c>, as JSON.</param>
    public static ToolReport Scan(JsonElement definition)
    {
        var own = new OwnNames(definition);
        var findings = new List<ToolFinding>();
        foreach (var text in ToolTexts.Of(definition))
        {
            Hidden(text, findings);
            if (text.IsProse)
            {
                Prose(text, own, findings);
            }
            else
            {
                Name(text, findings);
            }
        }

        return ToolReport.Of(findings);
    }

    /// <summary>As above, for a definition as it is pinned.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static ToolReport Scan(string definitionJson)
    {
        using var document = JsonDocument.Parse(definitionJson, new JsonDocumentOptions { MaxDepth = 256 });
        return Scan(document.RootElement);
    }

    private static void Hidden(ToolText text, List<ToolFinding> findings)
    {
        if (InvisibleText.Find(text.Text) is { Length: > 0 } run)
        {
            findings.Add(new ToolFinding(ToolFindingKind.Hidden, run.Spells ? 0.9 : 0.6, text.Pointer, Excerpt.Of(text.Text, run.Start, run.Length),
                run.Spells ? "invisible characters spell a text" : "it holds characters that nobody sees"));
        }
    }

    private static void Prose(ToolText text, OwnNames own, List<ToolFinding> findings)
    {
        foreach (var span in InstructionScan.Find(text.Text))
        {
            // How and when to use a tool is what a description is for; what is left of the kinds has no place in one.
            if (span.Kind is InstructionKind.Override or InstructionKind.FakeRole or InstructionKind.Address or InstructionKind.Hidden && span.Weight >= 0.45)
            {
                var hidden = span.Kind == InstructionKind.Hidden;
                findings.Add(new ToolFinding(hidden ? ToolFindingKind.Hidden : ToolFindingKind.Instruction, span.Weight, text.Pointer, Excerpt.Of(text.Text, span.Start, span.Length),
                    hidden ? "a comment that people do not see gives orders" : $"it speaks to the agent ({span.Kind})"));
            }
        }

        var obliges = false;
        var plain = PlainText.Of(text.Text);
        var origins = plain.Text.Length == text.Text.Length;
        var original = origins ? text.Text : plain.Text.ToString();
        Sentences.Each(plain.Text, (in Sentence s, int _) =>
        {
            var (start, end) = (s.Tokens[0].Start, s.Tokens[^1].End);
            obliges |= (s.Has(WordClass.Must) && s.Has(WordClass.Second)) || s.Has(WordClass.Please);
            ProseRules.Weigh(s, own, (kind, weight, reason) => findings.Add(new ToolFinding(kind, weight, text.Pointer, Excerpt.Of(original, start, end - start), reason)));
            if (s.Tokens.Length is > 1 and < 6 && Shouts(s))
            {
                findings.Add(new ToolFinding(ToolFindingKind.Instruction, 0.2, text.Pointer, Excerpt.Of(original, start, end - start), "it claims to be a notice of the system"));
            }
        });

        foreach (var file in SensitiveFiles)
        {
            if (text.Text.IndexOf(file, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
            {
                findings.Add(new ToolFinding(ToolFindingKind.SideErrand, obliges ? 0.65 : 0.45, text.Pointer, Excerpt.Of(text.Text, at, file.Length), "it names a file that holds secrets or settings of the user"));
                break;
            }
        }
    }

    private static bool Shouts(in Sentence s)
    {
        foreach (var token in s.Tokens)
        {
            if (!token.Is(WordClass.Shouted))
            {
                return false;
            }
        }

        return s.Has(WordClass.Alarm | WordClass.Pretext);
    }

    private static void Name(ToolText text, List<ToolFinding> findings)
    {
        var (weight, reason) = text.Pointer == "/name" ? NameRules.OfTool(text.Text)
            : text.Pointer.EndsWith("#key", StringComparison.Ordinal) ? NameRules.OfParameter(text.Text) : default;
        if (weight > 0)
        {
            findings.Add(new ToolFinding(text.Pointer == "/name" ? ToolFindingKind.Preference : ToolFindingKind.Prying, weight, text.Pointer, Excerpt.Of(text.Text, 0, text.Text.Length), reason));
        }

        // Values and names are no place for sentences: here an order to call a tool is one too.
        foreach (var span in InstructionScan.Find(text.Text.Replace('_', ' ')))
        {
            if (span.IsStrong)
            {
                findings.Add(new ToolFinding(ToolFindingKind.Instruction, span.Weight, text.Pointer, Excerpt.Of(text.Text, span.Start, span.Length), "a name or a value gives orders to the agent"));
            }
        }

    }
}
