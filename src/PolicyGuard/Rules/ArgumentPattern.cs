namespace PolicyGuard.Rules;

/// <summary>
/// What an argument has to hold. The key finds values, the predicate looks at each: every text, number and boolean at or below a place
/// that the key names, in its text form.
/// </summary>
/// <remarks>
/// Read <em>widely</em> the pattern matches if one value does, read <em>carefully</em> if there is a value and all of them do: a deny
/// rule is not escaped by a second, harmless <c>path</c>, and an allow rule is not won by one. No value found is no match; a key that
/// is not there is a fact, not a doubt.
/// </remarks>
/// <param name="Key">Where to look.</param>
/// <param name="Predicate">What each value has to be.</param>
public sealed record ArgumentPattern(ArgumentKey Key, ValuePredicate Predicate);
