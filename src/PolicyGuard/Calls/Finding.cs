namespace PolicyGuard.Calls;

/// <summary>One detector's hit. It never carries the raw text that was found.</summary>
/// <param name="Label">What kind of data was found.</param>
/// <param name="Detector">The detector's id, for example <c>aws-access-key</c>.</param>
/// <param name="Pointer">
/// RFC 6901 pointer to the value in the arguments or the result; beside the arguments, a pointer from <c>params</c> or <c>message</c> on
/// (<c>params/_meta/note</c>), which no pointer into the arguments can be. One that ends in <c>#key</c> names a member's name.
/// </param>
/// <param name="Start">Offset of the hit in the decoded string, in UTF-16 units.</param>
/// <param name="Length">Length of the hit, in UTF-16 units.</param>
/// <param name="Excerpt">A redacted excerpt that is safe to log.</param>
/// <param name="Via">
/// Through which layers the hit was seen, outermost first, for example <c>base64&gt;gzip</c>; null where it stands in the text as it is. The span is
/// that of the encoded text.
/// </param>
public sealed record Finding(LabelSet Label, string Detector, string Pointer, int Start, int Length, string Excerpt, string? Via = null);
