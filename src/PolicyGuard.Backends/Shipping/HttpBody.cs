namespace PolicyGuard.Backends.Shipping;

/// <summary>How a batch is put into one request.</summary>
public enum HttpBody
{
    /// <summary>One record a line, with the format's header where it has one.</summary>
    Lines,

    /// <summary>A JSON array of the records; for formats whose records are JSON objects.</summary>
    Array,
}
