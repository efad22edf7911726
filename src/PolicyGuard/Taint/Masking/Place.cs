namespace PolicyGuard.Taint.Masking;

/// <summary>Where a token of a JSON text lies.</summary>
/// <param name="Pointer">Its RFC 6901 pointer; of a member's name, with <c>#key</c> behind it.</param>
/// <param name="Member">The name of the nearest member that holds it; empty where there is none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes, quotes included.</param>
internal readonly record struct Place(string Pointer, string Member, PlaceKind Kind, int Start, int Length);

/// <summary>What a <see cref="Place"/> holds.</summary>
internal enum PlaceKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A member's name.</summary>
    Name,

    /// <summary>A string that the protocol says is base64: <c>blob</c>, or <c>data</c> of a content block.</summary>
    Blob,
}
