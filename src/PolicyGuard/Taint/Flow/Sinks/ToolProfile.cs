using PolicyGuard.Taint.Flow.Requests;

namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>What a tool does, as far as its name, its definition and the operator say.</summary>
/// <param name="Act">What is done.</param>
/// <param name="Risk">How far it reaches.</param>
/// <param name="IsPublic">Whether what it is given leaves for others.</param>
/// <param name="IsDocument">Whether it brings one whole text, such as a page or a file, so that nothing in it is a field of a record.</param>
/// <param name="Verb">What its verb alone says.</param>
/// <param name="Objects">Where the act follows from what the verb acts upon: words one of which a request for it has; empty where the act is enough.</param>
/// <param name="Medium">Words by which a request asks for what the tool acts upon.</param>
/// <param name="Why">How this was found out, for a person.</param>
internal sealed record ToolProfile(Act Act, Risk Risk, bool IsPublic, bool IsDocument, Act Verb, IReadOnlyCollection<string> Objects, IReadOnlyCollection<string> Medium, string Why)
{
    /// <summary>Arguments that steer the call whatever their names say: the schema gives them the format of an address.</summary>
    public IReadOnlyCollection<string> Addresses { get; init; } = [];
}
