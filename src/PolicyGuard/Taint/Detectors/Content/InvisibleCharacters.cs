using PolicyGuard.Calls;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.Detectors.Content;

/// <summary>Characters that are drawn as nothing and that no writing system needs where they stand (<see cref="InvisibleText"/>).</summary>
internal sealed class InvisibleCharacters : Detector
{
    public override string Id => "invisible-characters";

    public override LabelSet Label { get; } = ContentDetectors.Label("hidden_text");

    public override bool IsContent => true;

    public override Cues Cues => Cues.NonAscii;

    public override Hit Next(ReadOnlySpan<char> text, int from) => InvisibleText.Find(text, from) is { Length: > 0 } run ? new Hit(run.Start, run.Length) : Hit.None;
}
