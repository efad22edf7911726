namespace PolicyGuard.Gateway.Config;

/// <summary>What may be written for a key.</summary>
public enum ConfigType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number within the key's bounds.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>One of the key's words.</summary>
    Choice,

    /// <summary>A span of time: <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>1d</c>; a bare number is seconds.</summary>
    Duration,

    /// <summary>A number of bytes: <c>65536</c>, <c>64KiB</c>, <c>10MiB</c>, <c>1GiB</c>.</summary>
    Size,

    /// <summary>An IP address, or <c>localhost</c>.</summary>
    Address,

    /// <summary>An absolute <c>http</c> or <c>https</c> URL.</summary>
    Url,

    /// <summary>A file or folder; relative ones count from the project folder of the file they stand in, or from the working directory.</summary>
    Path,

    /// <summary>A list of texts.</summary>
    List,

    /// <summary>A list of files and folders.</summary>
    PathList,
}
