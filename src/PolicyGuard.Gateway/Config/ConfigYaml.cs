using PolicyGuard.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PolicyGuard.Gateway.Config;

/// <summary>
/// Reads a configuration file into nodes that know their place. Strict: one document, a mapping at the top, no key twice, and none of the
/// parts of YAML that make a file mean something else than it says (anchors, aliases, tags, merge keys).
/// </summary>
internal sealed class ConfigYaml
{
    private const int MaxDepth = 16;
    private const int MaxLength = 1024 * 1024;
    private readonly string _file;
    private readonly ICollection<Diagnostic> _diagnostics;
    private readonly Parser _parser;

    private ConfigYaml(string file, string text, ICollection<Diagnostic> diagnostics)
    {
        _file = file;
        _diagnostics = diagnostics;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a file; null where it is empty or not YAML at all.</summary>
    public static ConfigMap? ReadFile(string file, string text, ICollection<Diagnostic> diagnostics)
    {
        var node = Read(file, text, diagnostics);
        switch (node)
        {
            case null or ConfigScalar { IsNull: true }:
                return null;
            case ConfigMap map:
                return map;
            default:
                diagnostics.Add(node.Place.Error("config-shape", "a configuration is a mapping of sections", "start with a section such as `server:`"));
                return null;
        }
    }

    /// <summary>Reads one value in flow style, as environment variables carry lists and maps.</summary>
    public static ConfigNode? ReadValue(string source, string text, ICollection<Diagnostic> diagnostics) => Read(source, text, diagnostics);

    private static ConfigNode? Read(string file, string text, ICollection<Diagnostic> diagnostics)
    {
        if (text.Length > MaxLength)
        {
            diagnostics.Add(new ConfigPlace(file).Error("config-size", $"longer than {MaxLength} characters"));
            return null;
        }

        try
        {
            return new ConfigYaml(file, text, diagnostics).Document();
        }
        catch (YamlException fault)
        {
            var at = new ConfigPlace(file, (int)fault.Start.Line, (int)fault.Start.Column);
            diagnostics.Add(at.Error("yaml-syntax", $"not YAML: {OneLine(fault.InnerException?.Message ?? fault.Message)}"));
            return null;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim().TrimEnd('.');

    private ConfigNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        var node = Node(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
        {
            _diagnostics.Add(Place(second).Error("yaml-documents", "a second document in one file", "keep one document; remove the `---`"));
        }

        return node;
    }

    private ConfigNode Node(int depth)
    {
        var place = Place(_parser.Current!);
        if (depth > MaxDepth)
        {
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"nested more than {MaxDepth} levels deep");
        }

        if (_parser.Current is NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false })
        {
            _diagnostics.Add(place.Error("yaml-feature", "anchors and tags are not read here", "write the value out"));
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new ConfigScalar(place, scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<ConfigNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node(depth + 1));
            }

            return new ConfigList(place, items);
        }

        if (_parser.TryConsume<MappingStart>(out _))
        {
            return Map(place, depth);
        }

        _parser.MoveNext();
        _diagnostics.Add(place.Error("yaml-feature", "aliases are not read here", "write the value out"));
        return new ConfigScalar(place, "", Plain: true);
    }

    private ConfigMap Map(ConfigPlace place, int depth)
    {
        var members = new List<ConfigMember>();
        var seen = new Dictionary<string, ConfigPlace>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var keyPlace = Place(_parser.Current!);
            if (Node(depth + 1) is not ConfigScalar key)
            {
                _diagnostics.Add(keyPlace.Error("config-shape", "a key is one word, not a list or a mapping"));
                Node(depth + 1);
                continue;
            }

            var value = Node(depth + 1);
            if (!seen.TryAdd(key.Text, keyPlace))
            {
                _diagnostics.Add(keyPlace.Error("duplicate-key", $"`{key.Text}` is written twice", $"first on line {seen[key.Text].Line}"));
                continue;
            }

            members.Add(new ConfigMember(key.Text, keyPlace, value));
        }

        return new ConfigMap(place, members);
    }

    private ConfigPlace Place(ParsingEvent at) => new(_file, (int)at.Start.Line, (int)at.Start.Column);
}
