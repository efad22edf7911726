namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Tokens of package registries, build and secret stores that only their provider's name tells from other strings.</summary>
internal static class BuildNames
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new NamedForm("npm-legacy-token", ["_authtoken"], "{uuid}", nameAlone: true),
        new NamedForm("jfrog-identity-token", ["artifactory", "jfrog", "bintray", "xray"], "{a64-73}", entropy: 3.5, nameAlone: true),
        new NamedForm("snyk-token", ["snyk"], "{uuid}"),
        new NamedForm("drone-token", ["droneci", "drone"], "{a32}", entropy: 3),
        new NamedForm("travis-token", ["travis"], "{w20-22}", entropy: 3),
        new NamedForm("circleci-legacy-token", ["circleci", "circle_token", "circle-token"], "{x40}", entropy: 3, nameAlone: true),
        new NamedForm("codecov-token", ["codecov"], "{uuid}"),
        new NamedForm("codacy-token", ["codacy"], "{x32}", entropy: 3),
        new NamedForm("coveralls-token", ["coveralls"], "{a32-37}", entropy: 3),
        new NamedForm("sonar-token", ["sonar"], "{x40}", entropy: 3),
        new NamedForm("jenkins-token", ["jenkins"], "{x32-34}", entropy: 3),
        new NamedForm("sidekiq-secret", ["contribsys"], "{x8}:{x8}", entropy: 2, nameAlone: true),
        new NamedForm("vault-legacy-token", ["vault"], "s.{a24}", entropy: 3),
        new NamedForm("appveyor-token", ["appveyor"], "{l20}", entropy: 3),
        new NamedForm("cocoapods-token", ["cocoapods"], "{x32}", entropy: 3),
    ];
}
