namespace PolicyGuard.Scan.Python;

/// <summary>The statement that is being read is not Python; the parser goes on with the next.</summary>
internal sealed class ParseFault(Place at, string message) : Exception(message)
{
    public Place At { get; } = at;
}
