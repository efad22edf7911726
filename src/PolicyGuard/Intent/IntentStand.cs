namespace PolicyGuard.Intent;

/// <summary>Where a call stands with the declared intent, the loosest first.</summary>
public enum IntentStand
{
    /// <summary>Nobody declared an intent.</summary>
    NotDeclared,

    /// <summary>The policy allows it without more ado: the tool is on its list and the policy says <c>fast_path_allow</c>.</summary>
    Allowed,

    /// <summary>The policy does not refuse it, and says no more. A judge may be asked.</summary>
    Undecided,

    /// <summary>The policy refuses it.</summary>
    Refused,
}

/// <summary>The words for <see cref="IntentStand"/>.</summary>
public static class IntentStands
{
    /// <summary>The word, as entries and commands say it.</summary>
    public static string Name(this IntentStand stand) => stand switch
    {
        IntentStand.NotDeclared => "not_declared",
        IntentStand.Allowed => "allowed",
        IntentStand.Undecided => "undecided",
        _ => "refused",
    };
}
