using System.Text.Json;
using PolicyGuard.Gate;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>Walks several outputs side by side and has every place judged at which they differ. Text that holds JSON is walked too.</summary>
internal sealed class OutputCompare(IReadOnlyList<ReplaySample> samples, bool recorded)
{
    private const int MostEvidence = 100;
    private const int LongestValue = 120;
    private const int LongestPath = 512;
    private const int MostWords = 2000;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];
    private static readonly char[] Marks = ['"', '\'', '`', ',', ';', '(', ')', '[', ']', '{', '}', '<', '>', '=', '|'];

    private readonly ValueJudge _judge = new(samples, recorded);

    /// <summary>What differs, so far as it is listed.</summary>
    public List<DriftEvidence> Evidence { get; } = [];

    /// <summary>How many differences more there are.</summary>
    public int More { get; private set; }

    /// <summary>Compares the outputs of all samples.</summary>
    /// <exception cref="JsonException">An output is not JSON.</exception>
    public void Run()
    {
        var documents = samples.Select(static sample => JsonDocument.Parse(sample.Output, Deep)).ToList();
        try
        {
            Walk("", [.. documents.Select(static document => (JsonElement?)document.RootElement)], besidePath: false);
        }
        finally
        {
            documents.ForEach(static document => document.Dispose());
        }
    }

    private void Walk(string path, JsonElement?[] values, bool besidePath)
    {
        if (Array.Exists(values, static value => value is null) || values.Select(static value => Kind(value!.Value)).Distinct().Count() > 1)
        {
            Say(path, DriftWord.Unknown, "there in some and missing, or of another kind, in others", values);
            return;
        }

        var all = Array.ConvertAll(values, static value => value!.Value);
        switch (all[0].ValueKind)
        {
            case JsonValueKind.Object:
                Members(path, all);
                break;
            case JsonValueKind.Array:
                Items(path, all);
                break;
            case JsonValueKind.String:
                Texts(path, Array.ConvertAll(all, static value => value.GetString()!), besidePath);
                break;
            default:
                Scalars(path, Array.ConvertAll(all, static value => value.GetRawText()), all[0].ValueKind == JsonValueKind.Number, besidePath);
                break;
        }
    }

    private void Members(string path, JsonElement[] all)
    {
        var names = all.SelectMany(static value => value.EnumerateObject().Select(static member => member.Name)).Distinct(StringComparer.Ordinal).ToList();
        var beside = names.Exists(name => Array.TrueForAll(all, value => value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && Shapes.FileName(text.GetString()!))
            && all.Select(value => value.GetProperty(name).GetString()).Distinct(StringComparer.Ordinal).Count() == 1);
        foreach (var name in names)
        {
            Walk($"{path}/{JsonPath.Escape(name)}", Array.ConvertAll(all, value => value.TryGetProperty(name, out var member) ? member : default(JsonElement?)), beside);
        }
    }

    private void Items(string path, JsonElement[] all)
    {
        var lists = Array.ConvertAll(all, static value => value.EnumerateArray().Select(static item => Convert.ToHexString(CanonicalJson.SerializeExact(item))).ToList());
        if (lists.Skip(1).All(list => list.SequenceEqual(lists[0])))
        {
            return;
        }

        var files = Array.TrueForAll(all, static value => value.EnumerateArray().All(static item => IsEntry(item)));
        if (lists.Select(static list => string.Join(',', list.Order(StringComparer.Ordinal))).Distinct(StringComparer.Ordinal).Count() == 1)
        {
            Say(path, files ? DriftWord.Filesystem : DriftWord.Randomness, files ? "a listing of the same entries in another order" : "the same items in another order", [.. all.Select(static a => (JsonElement?)a)]);
            return;
        }

        if (lists.Select(static list => list.Count).Distinct().Count() > 1)
        {
            var texts = all.Select(static value => value.GetRawText()).ToList();
            var agree = recorded && texts.Count > 2 && texts.Skip(1).Distinct(StringComparer.Ordinal).Count() == 1;
            Say(
                path, agree ? DriftWord.EnvironmentChanged : files ? DriftWord.Filesystem : DriftWord.Unknown,
                files ? "a listing that gained or lost entries" : $"a list of another length ({string.Join(", ", lists.Select(static list => list.Count))})", [.. all.Select(static a => (JsonElement?)a)]);
            return;
        }

        for (var i = 0; i < lists[0].Count; i++)
        {
            Walk($"{path}/{i}", Array.ConvertAll(all, value => (JsonElement?)value[i]), besidePath: false);
        }
    }

    private static bool IsEntry(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => Shapes.FileName(item.GetString()!),
        JsonValueKind.Object => item.EnumerateObject().Any(static member => member.Value.ValueKind == JsonValueKind.String && Shapes.FileName(member.Value.GetString()!)),
        _ => false,
    };

    private void Texts(string path, string[] texts, bool besidePath)
    {
        if (Same(texts))
        {
            return;
        }

        var inner = Array.ConvertAll(texts, Inner);
        if (Array.TrueForAll(inner, static value => value is not null))
        {
            Walk(path + "#", inner, besidePath);
        }
        else if (_judge.Judge(texts, numbers: false, besidePath) is var (word, what) && word is not DriftWord.Unknown and not DriftWord.EnvironmentChanged)
        {
            Say(path, word, what, texts);
        }
        else if (!Lines(path, texts) && !Words(path, texts, besidePath))
        {
            Say(path, word, what, texts);
        }
    }

    // A listing in plain text: the same lines in another order.
    private bool Lines(string path, string[] texts)
    {
        var lines = Array.ConvertAll(texts, static text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (lines[0].Length < 2 || lines.Select(static list => string.Join('\n', list.Order(StringComparer.Ordinal))).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            return false;
        }

        var files = lines[0].All(static line => line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Any(Shapes.FileName));
        Say(path, files ? DriftWord.Filesystem : DriftWord.Randomness, files ? "a listing of the same lines in another order" : "the same lines in another order", texts);
        return true;
    }

    // Where the texts have as many words, each word that differs is judged by itself.
    private bool Words(string path, string[] texts, bool besidePath)
    {
        var words = Array.ConvertAll(texts, static text => text.Split([.. Blanks, .. Marks], StringSplitOptions.RemoveEmptyEntries));
        if (words[0].Length is < 2 or > MostWords || words.Select(static list => list.Length).Distinct().Count() > 1)
        {
            return false;
        }

        for (var i = 0; i < words[0].Length; i++)
        {
            var column = Array.ConvertAll(words, list => list[i].Trim('.', ':', '!', '?'));
            if (!Same(column))
            {
                Scalars($"{path}@{i}", column, numbers: column.All(static word => double.TryParse(word, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _)), besidePath);
            }
        }

        return true;
    }

    private void Scalars(string path, string[] values, bool numbers, bool besidePath)
    {
        if (!Same(values))
        {
            var (word, what) = _judge.Judge(values, numbers, besidePath);
            Say(path, word, what, values);
        }
    }

    private static JsonElement? Inner(string text)
    {
        var start = text.AsSpan().TrimStart();
        if (start.IsEmpty || start[0] is not ('{' or '['))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, Deep);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Same(string[] values) => Array.TrueForAll(values, value => value == values[0]);

    private static JsonValueKind Kind(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private void Say(string path, DriftWord word, string what, IReadOnlyList<JsonElement?> values) =>
        Say(path, word, what, [.. values.Select(static value => value?.GetRawText())]);

    private void Say(string path, DriftWord word, string what, IReadOnlyList<string?> values)
    {
        // Beyond the bound a stronger cause is still told: nobody hides it behind a hundred times.
        if (Evidence.Count >= MostEvidence && !Evidence.TrueForAll(evidence => evidence.Word < word))
        {
            More++;
            return;
        }

        Evidence.Add(new DriftEvidence(EntryParts.Safe(path, LongestPath), word, what, [.. values.Select(static value => value is null ? null : EntryParts.Safe(value, LongestValue))]));
    }
}
