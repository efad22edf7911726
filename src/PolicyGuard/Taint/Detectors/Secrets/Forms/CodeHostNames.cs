namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Tokens of code hosts that only their provider's name tells from other strings.</summary>
internal static class CodeHostNames
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new NamedForm("github-legacy-token", ["github"], "{x40}", entropy: 3),
        new NamedForm("gitea-token", ["gitea", "forgejo", "codeberg", "gogs"], "{x40}", entropy: 3),
        new NamedForm("gitee-token", ["gitee"], "{x32}", entropy: 3),
        new NamedForm("bitbucket-client-id", ["bitbucket"], "{a32}", entropy: 3),
        new NamedForm("bitbucket-client-secret", ["bitbucket"], "{q64}", entropy: 3),
        new NamedForm("atlassian-legacy-token", ["atlassian", "jira", "confluence"], "{a24}", entropy: 3),
        new NamedForm("sourcegraph-legacy-token", ["sourcegraph", "src_access"], "{X40}", entropy: 3),
    ];
}
