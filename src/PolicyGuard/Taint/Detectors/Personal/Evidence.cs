namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>How much a value says by itself.</summary>
internal enum Evidence
{
    /// <summary>A checksum or a form that hardly anything else has: at most about one in a thousand unrelated values of that length passes.</summary>
    Strong,

    /// <summary>Says nothing alone; a word near it or the member's name must say what it is.</summary>
    Contextual,
}
