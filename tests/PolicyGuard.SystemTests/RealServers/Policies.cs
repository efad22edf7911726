namespace PolicyGuard.SystemTests.RealServers;

/// <summary>Policies of the tests with real servers.</summary>
internal static class Policies
{
    /// <summary>Lets everything through that these servers have, by a decision for each call.</summary>
    public const string Open =
        """
        policyguard: 1
        name: open
        default: allow
        rules:
          - id: forbidden
            tools: ["*forbidden*"]
            effect: deny
            message: Shows that this policy was asked
        """;

    /// <summary>Reading is fine, changing files and forgetting people is not.</summary>
    public const string ReadOnly =
        """
        policyguard: 1
        name: read-only
        default: allow
        rules:
          - id: no-writing
            tools: ["write_file", "edit_file", "move_file", "delete_*"]
            effect: deny
            message: This project is read only
        """;
}
