namespace PolicyGuard.Calls;

/// <summary>
/// What a decision does with a call, from loosest to strictest. Only <see cref="Allow"/>, <see cref="Audit"/> and
/// <see cref="Warn"/> run the call directly. The numeric order is the order of strictness.
/// </summary>
public enum Effect
{
    /// <summary>The call runs.</summary>
    Allow = 0,

    /// <summary>The call runs; the rule asked for it to be noticed.</summary>
    Audit = 1,

    /// <summary>The call runs; the caller is told of the concern.</summary>
    Warn = 2,

    /// <summary>The call may run only in a sandbox.</summary>
    Sandbox = 3,

    /// <summary>The call may run only after a human approved exactly this call.</summary>
    RequireApproval = 4,

    /// <summary>The call does not run.</summary>
    Deny = 5,
}

/// <summary>Spellings and order of <see cref="Effect"/>.</summary>
public static class Effects
{
    /// <summary>All effects, loosest first, as they are written.</summary>
    public static readonly IReadOnlyList<string> Names = ["allow", "audit", "warn", "sandbox", "require_approval", "deny"];

    /// <summary>Reads an effect as it is written in files (lower case); anything else is not an effect.</summary>
    public static bool TryParse(string? text, out Effect effect)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], text, StringComparison.Ordinal))
            {
                effect = (Effect)i;
                return true;
            }
        }

        effect = Effect.Deny;
        return false;
    }

    /// <summary>The effect as it is written.</summary>
    public static string Name(this Effect effect) => Names[(int)effect];

    /// <summary>Whether a call with this effect may run without a sandbox or a human.</summary>
    public static bool RunsDirectly(this Effect effect) => effect <= Effect.Warn;

    /// <summary>The stricter of two effects.</summary>
    public static Effect Strictest(Effect a, Effect b) => a > b ? a : b;
}
