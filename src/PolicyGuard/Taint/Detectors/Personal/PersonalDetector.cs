using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>A detector of personal data.</summary>
internal abstract class PersonalDetector : Detector
{
    public override LabelSet Label => LabelSet.Pii;

    public override bool IsMirrored => false;

    /// <summary>The least that it needs to hit; a detector that is <see cref="Evidence.Strong"/> may know weaker forms that need a word as well.</summary>
    public abstract Evidence Evidence { get; }

    /// <summary>What the value is proved by, and where that is written; for people.</summary>
    public abstract string Source { get; }
}
