using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Rules.Conditions;

/// <summary>
/// The arguments of one call, laid flat for rules to look at: nodes in the order of the text, each with the range of texts at or below it.
/// Read once per decision, and only if a rule asks; its buffers are used again.
/// </summary>
internal sealed class ArgumentView
{
    private readonly TextBuffer _text = new();
    private readonly ArgumentWalk _walk;

    public ArgumentView() => _walk = new ArgumentWalk(_text);

    /// <summary>Why the arguments cannot be looked at, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>How many nodes there are; the first is the root.</summary>
    public int Count => _walk.NodeCount;

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="keys">The folded keys that rules ask for, with their ids.</param>
    public void Read(Arguments arguments, FrozenDictionary<string, int> keys)
    {
        Fault = null;
        try
        {
            _walk.Walk(arguments.Utf8.Span, keys);
        }
        catch (JsonException)
        {
            Fault = "the arguments are not JSON";
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            Fault = "the arguments hold a text that is not Unicode";
        }
    }

    /// <summary>Gives large buffers back: a thread that once saw a huge call does not keep them.</summary>
    public void Release()
    {
        if (_text.Release())
        {
            _walk.Release();
        }
    }

    /// <summary>Whether a node is the value of one of some keys.</summary>
    public bool HasKey(int node, int[] ids) => _walk.Node(node).KeyId >= 0 && Array.IndexOf(ids, _walk.Node(node).KeyId) >= 0;

    /// <summary>Whether a node stands at the end of a pointer's steps.</summary>
    public bool IsAt(int node, IReadOnlyList<string> steps)
    {
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            ref readonly var at = ref _walk.Node(node);
            if (at.Parent < 0 || (steps[i] != "*" && !IsStep(in at, steps[i])))
            {
                return false;
            }

            node = at.Parent;
        }

        return _walk.Node(node).Parent < 0;
    }

    /// <summary>Counts the texts at or below a node that satisfy a predicate.</summary>
    public void Tally(int node, ValuePredicate predicate, ref Tally tally)
    {
        tally.Places++;
        foreach (ref readonly var leaf in _walk.Leaves(node))
        {
            tally.Add(predicate.Takes(_text.Span(leaf.Text)));
            if (leaf.Other.Length >= 0)
            {
                tally.Add(predicate.Takes(_text.Span(leaf.Other)));
            }
        }
    }

    private bool IsStep(in ArgumentNode node, string step) => node.Index >= 0
        ? int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index == node.Index
        : _text.Span(node.Name).SequenceEqual(step);
}
