namespace PolicyGuard.Calls;

/// <summary>
/// Says whether bytes are one strict JSON value: RFC 8259 without extensions, valid UTF-8, no member twice in one object, no half of a
/// surrogate pair, within bounds. Two parsers that disagree about a text are how a call walks past a rule, so every text on which
/// parsers are known to disagree is refused here.
/// </summary>
public static class StrictJson
{
    /// <summary>Checks one JSON value of any kind; blanks around it are allowed.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="limits">The bounds within which it is read.</param>
    /// <param name="fault">Why it is refused; null where it is accepted.</param>
    /// <returns>Whether the text is accepted. No input makes this throw.</returns>
    public static bool TryCheck(ReadOnlySpan<byte> utf8, RpcLimits limits, out RpcFault? fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var reader = new StrictJsonReader(utf8, limits, stackalloc MemberName[StrictJsonReader.RoomForNames]);
        try
        {
            while (reader.Read())
            {
            }

            fault = reader.Fault;
            return fault is null;
        }
        finally
        {
            reader.Dispose();
        }
    }
}
