using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Content;

/// <summary>
/// The detectors of text that works on its reader: orders to agents, and what people cannot see. They say nothing of secrecy, so they look at results
/// only: what they find is labelled and told, and nothing of it is masked.
/// </summary>
internal static class ContentDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new InstructionText(), new InvisibleCharacters(), new MixedScriptWord()];

    /// <summary>One of our own custom labels.</summary>
    public static LabelSet Label(string name) => LabelSet.TryParse($"custom:{name}", out var label) ? label : throw new ArgumentException($"`{name}` is no label", nameof(name));
}
