using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Reads what a rule says of results: kinds of data, and what has to be done about each.</summary>
internal static class ResultReader
{
    public static Obligations Read(KeyReader keys, Complaints complaints)
    {
        var said = new List<KeyValuePair<string, Obligation>>();
        foreach (var (key, value) in keys.MapOf("result")?.Entries ?? [])
        {
            if (!ResultKinds.IsKind(key.Text))
            {
                var near = Suggestion.Nearest(key.Text, ResultKinds.BuiltIn);
                complaints.Error(key, "unknown-key", $"`{key.Text}` is not a kind of data that results are searched for",
                    near is null ? $"the kinds are {string.Join(", ", ResultKinds.BuiltIn)} and custom:NAME" : $"did you mean `{near}`?");
            }
            else if (keys.WordOf(value, key.Text, ObligationNames.All) is { } word && ObligationNames.TryParse(word, out var obligation))
            {
                said.Add(new(key.Text, obligation));
            }
        }

        return Obligations.Of(said);
    }
}
