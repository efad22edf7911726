namespace PolicyGuard.Taint.ToolScan;

/// <summary>What is wrong with a tool's definition.</summary>
public enum ToolFindingKind
{
    /// <summary>It speaks to the agent about more than this tool: earlier orders, roles, tasks.</summary>
    Instruction,

    /// <summary>The user is not to know.</summary>
    Secrecy,

    /// <summary>What the user said is to be overruled, or an argument is to be changed behind the user's back.</summary>
    Tampering,

    /// <summary>Something besides the tool's own work is to be done: another tool, a command, a file, a message to the user.</summary>
    SideErrand,

    /// <summary>It says how another tool is to be used, or that it no longer is.</summary>
    Shadowing,

    /// <summary>It praises itself so that it is chosen.</summary>
    Preference,

    /// <summary>It wants to be told what an agent knows and the tool has no use for.</summary>
    Prying,

    /// <summary>It holds what people cannot see.</summary>
    Hidden,

    /// <summary>Its name or its contents are those of a tool of another server, or look so.</summary>
    Collision,

    /// <summary>Several definitions together say what none says alone.</summary>
    Split,
}
