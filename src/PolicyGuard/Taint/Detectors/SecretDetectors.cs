namespace PolicyGuard.Taint.Detectors;

/// <summary>The detectors of credentials and keys, the most telling first: of two that hit the same characters the first names the finding.</summary>
internal static class SecretDetectors
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new AwsAccessKey(), PrefixedToken.GitHub, PrefixedToken.Model, PrefixedToken.Slack, PrefixedToken.Own, new JsonWebToken(), new PrivateKey(),
        new AssignedSecret(),
    ];
}
