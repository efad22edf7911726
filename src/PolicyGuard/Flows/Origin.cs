namespace PolicyGuard.Flows;

/// <summary>Whose words a value is, from the most to the least trusted. The numeric order is the order of mistrust.</summary>
public enum Origin : byte
{
    /// <summary>It stands in what the user asked.</summary>
    Request = 0,

    /// <summary>It came from an upstream that the operator trusts, or somebody declassified it.</summary>
    Trusted = 1,

    /// <summary>It stood in a typed field of a record: an id, an amount, an address that the system itself keeps.</summary>
    Data = 2,

    /// <summary>It stood in the text of a source that the user named.</summary>
    Named = 3,

    /// <summary>It stood in free text: somebody's words.</summary>
    Words = 4,

    /// <summary>It stood within text that speaks to the agent, or was fetched with a key that did.</summary>
    Instructed = 5,
}
