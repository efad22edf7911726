namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>What an argument is to a tool, and how that was found out.</summary>
/// <param name="Pointer">Its place in the arguments, as an RFC 6901 pointer; an item of a list is <c>-</c>.</param>
/// <param name="Role"><c>control</c> where it says what is done, to whom, where or with how much; <c>content</c>; <c>setting</c> where it steers nothing; <c>by_value</c> where each value tells.</param>
/// <param name="Why">How this was found out, for a person.</param>
public sealed record ArgumentInference(string Pointer, string Role, string Why);
