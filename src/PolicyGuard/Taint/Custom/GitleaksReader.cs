using System.Globalization;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Custom;

/// <summary>
/// Reads rule files of gitleaks (<c>[[rules]]</c> and <c>[allowlist]</c>). What is about files, paths and commits has no meaning for a call and is left
/// out with a warning where a rule or list is about nothing else; what extends other files is refused, since those would have to be found first.
/// </summary>
public static class GitleaksReader
{
    private static readonly string[] Keys = ["title", "description", "minVersion", "extend", "rules", "allowlist", "allowlists"];
    private static readonly string[] RuleKeys = ["id", "description", "regex", "path", "entropy", "secretGroup", "keywords", "tags", "allowlist", "allowlists", "required", "skipReport"];
    private static readonly string[] AllowKeys = ["description", "condition", "commits", "paths", "regexTarget", "regexes", "stopwords", "targetRules"];

    /// <summary>The rules of a file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="faults">Where faults and warnings go.</param>
    public static DetectorSources Read(string text, string file, ICollection<Diagnostic> faults)
    {
        var complaints = new Complaints(file);
        var sources = new DetectorSources();
        if (text.Length > SourceText.MaxLength)
        {
            complaints.Error(0, 0, "too-large", $"the file has {text.Length} characters; {SourceText.MaxLength} are allowed");
        }
        else if (new TomlSource(text, complaints).Read() is SourceMap root)
        {
            sources = new Reading(file, complaints).Root(root);
        }

        foreach (var fault in complaints.All)
        {
            faults.Add(fault);
        }

        return sources;
    }

    private sealed class Reading(string file, Complaints complaints)
    {
        public DetectorSources Root(SourceMap root)
        {
            Check(root, "a rule file", Keys);
            if (root["extend"] is { } extend)
            {
                complaints.Error(extend, "toml-extend", "`[extend]` is not followed", "list the other file in `detectors.rules` as well; what comes with this program is in force anyway");
            }

            var rules = Maps(root["rules"], "rules").Select(Rule).OfType<DetectorDocument>().ToList();
            return new DetectorSources { Custom = rules, Allowed = [.. Lists(root).Select(Allow).OfType<AllowDocument>()] };
        }

        private DetectorDocument? Rule(SourceMap map)
        {
            Check(map, "a rule", RuleKeys);
            var id = Text(map, "id") ?? "";
            if (id.Length == 0)
            {
                complaints.Error(map, "missing-key", "a rule has no `id`");
            }

            if (Text(map, "regex") is not { } regex)
            {
                if (map["path"] is { } path)
                {
                    complaints.Warning(path, "toml-path", $"rule `{id}` is about paths of files only and is left out");
                }
                else
                {
                    complaints.Error(map, "missing-key", $"rule `{id}` has no `regex`");
                }

                return null;
            }

            if (map["path"] is { } limit)
            {
                complaints.Error(limit, "toml-path", $"rule `{id}` is limited to paths of files, which a call has not: it would hit far more here", "leave the rule out, or write it without `path`");
            }

            if (map["required"] is { } required)
            {
                complaints.Error(required, "toml-required", $"rule `{id}` needs other rules to hit nearby, which is not supported");
            }

            return new DetectorDocument
            {
                Id = id,
                Description = Text(map, "description") ?? "",
                Pattern = regex,
                Keywords = Texts(map, "keywords"),
                Entropy = Number(map, "entropy"),
                Group = (int)Number(map, "secretGroup"),
                Allowed = [.. Lists(map).Select(Allow).OfType<AllowDocument>()],
                Origin = Origin(map["regex"]!),
            };
        }

        private AllowDocument? Allow(SourceMap map)
        {
            Check(map, "an allowlist", AllowKeys);
            var condition = Text(map, "condition") ?? "OR";
            var (regexes, words) = (Texts(map, "regexes"), Texts(map, "stopwords"));
            var about = map["paths"] ?? map["commits"];
            var all = condition is "AND" or "&&";
            if (!all && condition is not ("OR" or "||"))
            {
                complaints.Error(map["condition"]!, "unknown-value", $"`{condition}` is not a value of `condition`: expected one of AND, OR");
            }

            if (map["targetRules"] is { } target)
            {
                complaints.Error(target, "toml-target-rules", "`targetRules` is not supported", "put the allowlist into each rule");
            }

            if (about is not null && (all || (regexes.Count == 0 && words.Count == 0)))
            {
                complaints.Warning(about, "toml-path", "an allowlist that needs paths or commits allows nothing in a call and is left out");
                return null;
            }

            return new AllowDocument
            {
                Patterns = regexes,
                Words = words,
                All = all,
                Target = Text(map, "regexTarget") switch { "match" => AllowTarget.Match, "line" => AllowTarget.Line, _ => AllowTarget.Value },
                Origin = Origin(map),
            };
        }

        private IEnumerable<SourceMap> Lists(SourceMap map) => Maps(map["allowlist"], "allowlist").Concat(Maps(map["allowlists"], "allowlists"));

        private IReadOnlyList<SourceMap> Maps(SourceNode? node, string key)
        {
            switch (node)
            {
                case null:
                    return [];
                case SourceMap map:
                    return [map];
                case SourceList list when list.Items.All(static item => item is SourceMap):
                    return [.. list.Items.OfType<SourceMap>()];
                default:
                    complaints.Error(node, "wrong-type", $"`{key}` is an array of tables, found {node.Kind}");
                    return [];
            }
        }

        private string? Text(SourceMap map, string key) => map[key] switch
        {
            null => null,
            SourceScalar { Type: ScalarKind.Text } scalar => scalar.Text,
            var node => Wrong<string>(node, key, "a text"),
        };

        private double Number(SourceMap map, string key)
        {
            switch (map[key])
            {
                case null:
                    return 0;
                case SourceScalar { Type: ScalarKind.Number } scalar:
                    return double.Parse(scalar.Text, CultureInfo.InvariantCulture);
                case var node:
                    Wrong<string>(node, key, "a number");
                    return 0;
            }
        }

        private IReadOnlyList<string> Texts(SourceMap map, string key) => map[key] switch
        {
            null => [],
            SourceList list when list.Items.All(static item => item is SourceScalar { Type: ScalarKind.Text }) => [.. list.Items.Cast<SourceScalar>().Select(static item => item.Text)],
            var node => Wrong<IReadOnlyList<string>>(node, key, "an array of texts") ?? [],
        };

        private T? Wrong<T>(SourceNode node, string key, string expected)
            where T : class
        {
            complaints.Error(node, "wrong-type", $"`{key}` is {expected}, found {node.Kind}");
            return null;
        }

        private void Check(SourceMap map, string what, string[] known)
        {
            foreach (var (key, _) in map.Entries.Where(entry => !known.Contains(entry.Key.Text)))
            {
                var near = Suggestion.Nearest(key.Text, known);
                complaints.Error(key, "unknown-key", $"`{key.Text}` is not a key of {what}", near is null ? $"its keys are {string.Join(", ", known)}" : $"did you mean `{near}`?");
            }
        }

        private Origin Origin(SourceNode node) => new(file, node.Line, node.Column);
    }
}
