using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Layers;

/// <summary>A hit before it has a place in the message: its span is that in the value.</summary>
internal readonly record struct RawHit(string Detector, LabelSet Label, int Start, int End, string? Via, bool IsContent = false);
