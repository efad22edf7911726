using System.Buffers;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>Names that promise a secret: which word does, and whether the words around it take the promise back.</summary>
internal sealed class SecretName
{
    // "max_tokens", "nextPageToken", "csrf_token", "public_key".
    private static readonly SearchValues<string> Before = SearchValues.Create(
        [
            "page", "next", "cursor", "continuation", "sync", "csrf", "xsrf", "public", "max", "total", "prompt", "completion",
            "pagination", "idempotency", "design", "pad_", "eos", "bos", "mask_", "stop_", "no_", "has", "is_", "show", "forgot",
            "reset", "change", "hash",
        ],
        StringComparison.OrdinalIgnoreCase);

    // "token_type", "secretName", "password_policy".
    private static readonly SearchValues<string> After = SearchValues.Create(
        [
            "name", "type", "count", "ref", "url", "uri", "endpoint", "path", "file", "field", "label", "policy", "length", "limit",
            "size", "expir", "expires", "ttl", "hint", "reset", "manager", "provider", "store", "version", "format", "regex",
            "pattern", "budget", "usage", "arn", "index", "address", "symbol", "placeholder", "error", "required", "enabled", "input",
            "prompt", "strength", "updated", "created", "changed", "confirm", "mint",
        ],
        StringComparison.OrdinalIgnoreCase);

    private readonly string[] _keywords;
    private readonly SearchValues<string> _search;

    /// <summary>Names with one of these words, written in small letters.</summary>
    public SecretName(params string[] keywords)
    {
        _keywords = [.. keywords.OrderByDescending(static k => k.Length)];
        _search = SearchValues.Create(keywords, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Words one of which stands in every such name.</summary>
    public IReadOnlyList<string> Keywords => _keywords;

    /// <summary>Where the next of the words stands at or after a place, and how long it is; length 0 where there is none.</summary>
    public Detector.Hit Find(ReadOnlySpan<char> text, int from)
    {
        var at = text[from..].IndexOfAny(_search);
        if (at < 0)
        {
            return Detector.Hit.None;
        }

        foreach (var keyword in _keywords)
        {
            if (text[(from + at)..].StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
            {
                return new Detector.Hit(from + at, keyword.Length);
            }
        }

        return Detector.Hit.None;
    }

    /// <summary>Whether a whole name promises a secret.</summary>
    public bool Promises(ReadOnlySpan<char> name)
    {
        var word = Find(name, 0);
        while (word.Length > 0)
        {
            if (Fits(name, word))
            {
                return true;
            }

            word = Find(name, word.Start + 1);
        }

        return false;
    }

    /// <summary>Whether the name of an assignment promises a secret; of what is called, only a name that ends in the word does.</summary>
    public bool Assigns(Assignment assigned)
    {
        foreach (var keyword in assigned.IsCall ? _keywords : [])
        {
            if (assigned.Name.EndsWith(keyword, StringComparison.OrdinalIgnoreCase))
            {
                return Promises(assigned.Name);
            }
        }

        return !assigned.IsCall && Promises(assigned.Name);
    }

    private static bool Fits(ReadOnlySpan<char> name, Detector.Hit word)
    {
        var tail = name[(word.Start + word.Length)..];
        // "tokenizer" and "secretary" go on in small letters; "tokenValue", "token_value" and "token2" begin anew.
        var isCapital = char.IsAsciiLetterUpper(name[word.Start + word.Length - 1]);
        var goesOn = tail.Length > 0 && (char.IsAsciiLetterLower(tail[0]) || (isCapital && char.IsAsciiLetterUpper(tail[0]))) && !IsEnding(tail);
        // What is called or taken of a password is another thing: "password.encode".
        return !goesOn && !tail.Contains('.') && !tail.ContainsAny(After) && !name[..word.Start].ContainsAny(Before);
    }

    private static bool IsEnding(ReadOnlySpan<char> tail) =>
        tail.Equals("s", StringComparison.OrdinalIgnoreCase)
        || tail.StartsWith("key", StringComparison.OrdinalIgnoreCase)
        || tail.StartsWith("base64", StringComparison.OrdinalIgnoreCase);
}
