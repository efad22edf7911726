using PolicyGuard.Gate.Judging;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Makes the judge from its keys.</summary>
internal sealed class JudgeReader(IReadOnlyDictionary<string, ConfigEntry> entries, IReadOnlyDictionary<string, object> values, ICollection<Diagnostic> diagnostics)
{
    private const string Section = "judge.";
    private static readonly string[] Naming = ["model", "base_url", "api_key_env"];

    /// <summary>The judge, or null where there is none.</summary>
    /// <param name="intent">The intent by which it judges.</param>
    public JudgeSettings? Read(IntentOptions intent)
    {
        var when = Get("when", "undecided");
        if (Get<string?>("provider", null) is not { } provider)
        {
            // Bounds of a judge that is not there do no harm; who names a model believes that it judges.
            if (when != "off" && !entries.ContainsKey(Section + "provider") && Naming.FirstOrDefault(key => entries.ContainsKey(Section + key)) is { } key)
            {
                diagnostics.Add(entries[Section + key].Value.Place.Error("judge-provider", $"`judge.{key}` is set, and no model judges anything without `judge.provider`", "one of `openai`, `anthropic`"));
            }

            return null;
        }

        if (Get("model", "") is not { Length: > 0 } model)
        {
            diagnostics.Add(entries[Section + "provider"].Value.Place.Error("judge-model", "`judge.provider` is set without `judge.model`", "name the model as the provider calls it"));
            return null;
        }

        var url = values.GetValueOrDefault(Section + "base_url") as Uri;
        var variable = Get<string?>("api_key_env", null) is { Length: > 0 } named ? named : url is null ? (provider == "openai" ? "OPENAI_API_KEY" : "ANTHROPIC_API_KEY") : null;
        Check(url, variable, when, intent);
        return when == "off" ? null : new JudgeSettings
        {
            Provider = provider,
            Model = model,
            BaseUrl = url,
            KeyVariable = variable,
            When = when == "always" ? JudgeWhen.Always : JudgeWhen.Undecided,
            Timeout = Get("timeout", TimeSpan.FromSeconds(10)),
            CallsPerMinute = Get("calls_per_minute", 60),
            TokensPerDay = Get("tokens_per_day", 1_000_000),
            MaxConcurrent = Get("max_concurrent", 4),
            MaxWaiting = Get("max_waiting", 16),
            Cache = Get("cache", TimeSpan.FromMinutes(10)),
            CacheEntries = Get("cache_entries", 1000),
            MaxQuestionBytes = Get("max_question_bytes", 64 * 1024),
            MaxAnswerTokens = Get("max_answer_tokens", 1000),
        };
    }

    private void Check(Uri? url, string? variable, string when, IntentOptions intent)
    {
        if (variable is not null && !variable.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            // The value is not repeated: it may be the key itself.
            Complain("api_key_env", "this is no name of an environment variable", "capital letters, digits and `_`; the key itself does not belong into a file");
        }

        if (url is { IsLoopback: false, Scheme: "http" } && variable is not null)
        {
            Complain("base_url", "the API key would cross the network in clear", "use https, or leave `judge.api_key_env` out where no key is needed");
        }

        if (url is not null && (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0))
        {
            Complain("base_url", "a base URL has no user, query or fragment", "the key is taken from the variable that `judge.api_key_env` names");
        }

        if (when != "off" && !intent.Choices.Any())
        {
            diagnostics.Add(entries[Section + "provider"].Value.Place.Warning(
                "judge-intent", "the judge is never asked: no intent policy is in force", "set `intent.default` or `upstreams.*.intent`; it judges by what they say"));
        }
    }

    private void Complain(string key, string message, string help) =>
        diagnostics.Add(entries[Section + key].Value.Place.Error("config-value", message, help));

    private T Get<T>(string key, T fallback) => values.TryGetValue(Section + key, out var value) ? (T)value : fallback;
}
