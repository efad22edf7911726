using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Governance;

/// <summary>
/// Reads the arguments of a governance tool and gathers all that is wrong with them. Lists and objects come as JSON or as JSON text; text is
/// held to the same strict dialect as messages, and what is no JSON is an error, never taken for nothing.
/// </summary>
internal sealed class ToolArguments
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 256, AllowDuplicateProperties = false };
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private readonly RpcLimits _limits;

    /// <param name="utf8">The raw <c>arguments</c>, accepted by the strict reader; empty where there are none.</param>
    /// <param name="limits">The bounds for JSON within texts.</param>
    public ToolArguments(ReadOnlyMemory<byte> utf8, RpcLimits limits)
    {
        _limits = limits;
        if (utf8.IsEmpty)
        {
            return;
        }

        using var document = JsonDocument.Parse(utf8, Strict);
        foreach (var member in document.RootElement.Clone().EnumerateObject())
        {
            _members[member.Name] = member.Value;
        }
    }

    /// <summary>A text that has to be there.</summary>
    public string Required(string name, int longest) => Optional(name, longest) ?? Missing(name);

    /// <summary>A text, or null where it is absent or empty.</summary>
    public string? Optional(string name, int longest)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            _faults.Add($"{name}: has to be a text, not {Kind(value)}");
            return "";
        }

        var text = value.GetString()!;
        if (text.Length > longest)
        {
            _faults.Add($"{name}: has {text.Length} characters; at most {longest} are allowed");
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>Whether an argument was given.</summary>
    public bool Has(string name) => _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A word out of a list, in any letter case, as the list spells it; null where it is absent or not in the list.</summary>
    public string? Choice(string name, IReadOnlyList<string> choices, bool required = false)
    {
        if ((required ? Required(name, 100) : Optional(name, 100)) is not { Length: > 0 } text)
        {
            return null;
        }

        var found = choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            _faults.Add($"{name}: `{Short(text)}` is none of {string.Join(", ", choices)}");
        }

        return found;
    }

    /// <summary>A whole number; also one in a text.</summary>
    public int Integer(string name, int fallback, int least, int most)
    {
        if (Take(name) is not { } value)
        {
            return fallback;
        }

        var text = value.ValueKind switch { JsonValueKind.Number => value.GetRawText(), JsonValueKind.String => value.GetString()!, _ => "" };
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            || number != decimal.Truncate(number))
        {
            _faults.Add($"{name}: has to be a whole number");
            return fallback;
        }

        if (number < least || number > most)
        {
            _faults.Add($"{name}: has to be {least} to {most}");
            return fallback;
        }

        return (int)number;
    }

    /// <summary>Yes or no; also in a text.</summary>
    public bool Flag(string name, bool fallback)
    {
        switch (Take(name))
        {
            case null:
                return fallback;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.False }:
                return false;
            case { ValueKind: JsonValueKind.String } value when bool.TryParse(value.GetString(), out var flag):
                return flag;
            default:
                _faults.Add($"{name}: has to be true or false");
                return fallback;
        }
    }

    /// <summary>The raw JSON of an object, or of a text that holds one; null where it is absent or an empty text.</summary>
    public string? Object(string name) => Container(name, JsonValueKind.Object, "an object", "{\"key\": \"value\"}");

    /// <summary>The raw JSON of an array, or of a text that holds one; null where it is absent or an empty text.</summary>
    public string? Array(string name) => Container(name, JsonValueKind.Array, "an array", "[\"read_*\"]");

    /// <summary>The texts of an array of texts; null where it is absent.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Array(name) is not { } raw)
        {
            return null;
        }

        using var document = JsonDocument.Parse(raw, Strict);
        var texts = new List<string>();
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                _faults.Add($"{name}[{texts.Count}]: has to be a text, not {Kind(item)}");
                texts.Add("");
            }
        }

        return texts;
    }

    /// <summary>An object of which anything may be made: JSON where it is some, else the text as member <c>raw</c>.</summary>
    public string? Loose(string name)
    {
        if (!Has(name) || _members[name] is not { ValueKind: JsonValueKind.String } value || value.GetString() is not { Length: > 0 } text || Parses(text, out var root) is null && root == JsonValueKind.Object)
        {
            return Object(name);
        }

        _known.Add(name);
        return $"{{\"raw\":{Encoding.UTF8.GetString(JsonSplice.Quote(text))}}}";
    }

    /// <summary>Says what is wrong beside what was found while reading.</summary>
    public void Fault(string fault) => _faults.Add(fault);

    /// <summary>All that is wrong, arguments that nobody asked for among it. Call when everything was read.</summary>
    public IReadOnlyList<string> Faults()
    {
        foreach (var name in _members.Keys.Where(name => !_known.Contains(name)))
        {
            _faults.Add($"`{Short(name)}` is no argument of this tool{(Suggestion.Nearest(name, _known) is { } near ? $"; did you mean `{near}`?" : "")}");
        }

        return _faults;
    }

    private string Missing(string name)
    {
        if (!_faults.Exists(fault => fault.StartsWith($"{name}:", StringComparison.Ordinal)))
        {
            _faults.Add($"{name}: is missing");
        }

        return "";
    }

    private JsonElement? Take(string name)
    {
        _known.Add(name);
        return _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string? Container(string name, JsonValueKind kind, string called, string example)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value.GetRawText();
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            _faults.Add($"{name}: has to be {called} or JSON text of one, not {Kind(value)}");
            return null;
        }

        var text = value.GetString()!.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (Parses(text, out var root) is { } fault)
        {
            _faults.Add($"{name}: is not JSON: {fault}; give {called} such as {example}");
            return null;
        }

        if (root != kind)
        {
            _faults.Add($"{name}: is JSON, but not {called}");
            return null;
        }

        return text;
    }

    // What is wrong with a text as JSON, or null.
    private string? Parses(string text, out JsonValueKind root)
    {
        root = JsonValueKind.Undefined;
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (!StrictJson.TryCheck(utf8, _limits, out var fault))
        {
            return fault!.Message.Replace("the message", "the text", StringComparison.Ordinal);
        }

        using var document = JsonDocument.Parse(utf8, Strict);
        root = document.RootElement.ValueKind;
        return null;
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };

    private static string Short(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}
