namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Tokens of code hosts that say what they are.</summary>
internal static class CodeHostTokens
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new TokenForm("github-token", "gh<p|o|u|s|r>_{a36-251}", entropy: 3),
        new TokenForm("github-token", "github_pat_{w60-244}", entropy: 3),
        new TokenForm("gitlab-token", "gl<pat|dt|rt|rtr|cbt|ft|soat|ffct|wt>-{v20-320}", entropy: 2.5),
        new TokenForm("gitlab-token", "glptt-{w40}", entropy: 2.5),
        new TokenForm("gitlab-token", "glimt-{w25}", entropy: 2.5),
        new TokenForm("gitlab-token", "glagent-{w50-1024}", entropy: 2.5),
        new TokenForm("gitlab-token", "gloas-{w64}", entropy: 2.5),
        new TokenForm("gitlab-token", "GR1348941{w20-50}", entropy: 2.5),
        new TokenForm("gitlab-session-cookie", "_gitlab_session={l32}", entropy: 3),
        new TokenForm("bitbucket-token", "ATCTT3xFfG{e100-}", entropy: 3),
        new TokenForm("bitbucket-token", "ATBB{a28-32}", entropy: 3),
        new TokenForm("bitbucket-server-token", "BBDC-{b44}", entropy: 3),
        new TokenForm("atlassian-token", "AT<ATT3|STT3>{e100-}", entropy: 3),
        new TokenForm("sourcegraph-token", "sgp_{X16}_{X40}", entropy: 3),
        new TokenForm("sourcegraph-token", "sgp_{X40}", entropy: 3),
        new TokenForm("sourcegraph-token", "sgp_local_{X40}", entropy: 3),
        new TokenForm("jetbrains-token", "perm:{e12-}.{e4-}.{a20-}", entropy: 3),
        new TokenForm("jetbrains-token", "perm-{e12-}.{e4-}.{a20-}", entropy: 3),
    ];
}
