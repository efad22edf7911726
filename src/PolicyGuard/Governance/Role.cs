namespace PolicyGuard.Governance;

/// <summary>A named bundle of <see cref="Rights"/>, as API keys carry it.</summary>
public enum Role
{
    /// <summary>Makes calls, asks, reports.</summary>
    Agent,

    /// <summary>Reads everything, changes nothing.</summary>
    Auditor,

    /// <summary>Reads everything and answers approvals and incidents.</summary>
    Approver,

    /// <summary>May do everything.</summary>
    Admin,
}

/// <summary>Spellings and rights of <see cref="Role"/>.</summary>
public static class Roles
{
    /// <summary>All roles in the order of the enumeration, as they are written.</summary>
    public static readonly IReadOnlyList<string> Names = ["agent", "auditor", "approver", "admin"];

    /// <summary>What a role may do.</summary>
    public static Rights Rights(this Role role) => role switch
    {
        Role.Agent => Governance.Rights.Ask | Governance.Rights.Report,
        Role.Auditor => Governance.Rights.Read,
        Role.Approver => Governance.Rights.Read | Governance.Rights.Approve,
        Role.Admin => Governance.Rights.All,
        _ => Governance.Rights.None,
    };

    /// <summary>The role as it is written.</summary>
    public static string Name(this Role role) => Names[(int)role];

    /// <summary>Reads a role as it is written, in any letter case.</summary>
    public static bool TryParse(string? text, out Role role)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], text, StringComparison.OrdinalIgnoreCase))
            {
                role = (Role)i;
                return true;
            }
        }

        role = default;
        return false;
    }
}
