using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Text;

namespace PolicyGuard.Intent;

/// <summary>Which intent policies are in force, and for what: one for all flows, and one for each upstream that has its own. Immutable.</summary>
public sealed class IntentSet
{
    /// <summary>No intent is declared.</summary>
    public static readonly IntentSet None = new(null, []);

    private readonly FrozenDictionary<string, IntentPolicy> _upstreams;

    /// <summary>Puts policies in force.</summary>
    /// <param name="default">The policy of all flows, or null.</param>
    /// <param name="upstreams">The policies of upstreams, by name, beside the one of the flow.</param>
    public IntentSet(IntentPolicy? @default, IEnumerable<KeyValuePair<string, IntentPolicy>> upstreams)
    {
        Default = @default;
        _upstreams = upstreams.ToFrozenDictionary(StringComparer.Ordinal);
        LooksBack = All.Any(static policy => policy.LooksBack);
        Hash = IsEmpty ? "" : HashOf();
    }

    /// <summary>The policy of all flows, or null.</summary>
    public IntentPolicy? Default { get; }

    /// <summary>The policies of upstreams.</summary>
    public IReadOnlyDictionary<string, IntentPolicy> Upstreams => _upstreams;

    /// <summary>Whether no intent is declared for anything.</summary>
    public bool IsEmpty => Default is null && _upstreams.Count == 0;

    /// <summary>Whether a policy asks what happened before. Then every flow's path is kept, at all upstreams; else none is.</summary>
    public bool LooksBack { get; }

    /// <summary>SHA-256 over the policies and where they are in force, lower-case hex; empty where there are none.</summary>
    public string Hash { get; }

    /// <summary>The policy in force of this name, or null.</summary>
    public IntentPolicy? Find(string name) => All.FirstOrDefault(policy => policy.Name == name);

    /// <summary>The policies that speak of calls to an upstream: that of all flows, and its own.</summary>
    /// <param name="upstream">The upstream, or null.</param>
    public IEnumerable<IntentPolicy> Of(string? upstream)
    {
        if (Default is not null)
        {
            yield return Default;
        }

        if (upstream is not null && _upstreams.TryGetValue(upstream, out var own) && own != Default)
        {
            yield return own;
        }
    }

    /// <summary>What the declared intent says of a call; of several policies the strictest.</summary>
    /// <param name="call">The call. Lists, and what an upstream asks of the client, are no acts of the agent: intent has no say.</param>
    /// <param name="path">The flow's path.</param>
    public IntentVerdict Judge(ToolCall call, IntentPath path) => Strictest(call.Upstream, policy => call.Kind switch
    {
        // What goes on with a call that ran, or runs one again for an operator, is no new step; the lists count, because they may have changed.
        CallKind.Action when call.Target.IsOpaque => policy.OfOther(call.Target, call.Upstream),
        CallKind.Tool or CallKind.Action when IsStep(call) => policy.Judge(call.Target, call.Upstream, path, step => Governs(policy, step)),
        CallKind.Tool or CallKind.Action => policy.Outright(call.Target, call.Upstream),
        CallKind.List or CallKind.Sampling or CallKind.Elicitation => null,
        _ => policy.OfOther(call.Target, call.Upstream),
    });

    /// <summary>What the declared intent says of a tool whatever happened before: a refusal, or something else.</summary>
    /// <param name="call">The call that there might be.</param>
    public IntentVerdict Outright(ToolCall call) => Strictest(call.Upstream, policy => call.Kind is CallKind.Tool or CallKind.Action && !call.Target.IsOpaque
        ? policy.Outright(call.Target, call.Upstream)
        : policy.OfOther(call.Target, call.Upstream));

    /// <summary>Whether a call is a new step of its flow.</summary>
    public static bool IsStep(ToolCall call) => call is { Continues: null, ReplayOf: null };

    private IntentVerdict Strictest(string? upstream, Func<IntentPolicy, IntentVerdict?> judge)
    {
        var verdict = Default is null ? IntentVerdict.NotDeclared : judge(Default) ?? IntentVerdict.NotDeclared;
        return upstream is not null && _upstreams.TryGetValue(upstream, out var own) && own != Default && judge(own) is { } second
            ? IntentVerdict.Stricter(verdict, second)
            : verdict;
    }

    // A policy that several upstreams share is one machine over all of them.
    private bool Governs(IntentPolicy policy, PathStep step) =>
        policy == Default || (step.Upstream is not null && _upstreams.TryGetValue(step.Upstream, out var own) && own == policy);

    private IEnumerable<IntentPolicy> All => Default is null ? _upstreams.Values : _upstreams.Values.Append(Default);

    private string HashOf()
    {
        var w = new CanonicalJsonWriter().BeginArray().String(Default?.Hash ?? "");
        foreach (var (upstream, policy) in _upstreams.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            w.String(upstream).String(policy.Hash);
        }

        return Convert.ToHexStringLower(SHA256.HashData(w.EndArray().Written.Span));
    }
}
