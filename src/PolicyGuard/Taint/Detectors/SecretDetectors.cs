using PolicyGuard.Taint.Detectors.Secrets;
using PolicyGuard.Taint.Detectors.Secrets.Forms;

namespace PolicyGuard.Taint.Detectors;

/// <summary>The detectors of credentials and keys, the most telling first: of two that hit the same characters the first names the finding.</summary>
internal static class SecretDetectors
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new AwsAccessKey(), new AwsSecretKey(), new PrivateKey(), new PuttyKey(),
        .. CloudTokens.All, .. CodeHostTokens.All, .. ModelTokens.All, .. ChatTokens.All, .. PaymentTokens.All, .. BuildTokens.All, .. WatchTokens.All, .. ProductTokens.All,
        new JsonWebToken(), new EncodedSecret("encoded-json-web-token", "ZXlK", new JsonWebToken()), new EncodedSecret("encoded-private-key", "LS0tLS1CRUdJTi", new PrivateKey()),
        new DiscordToken(), new SharedAccessSignature(),
        .. CloudNames.All, .. CodeHostNames.All, .. ModelNames.All, .. ChatNames.All, .. PaymentNames.All, .. BuildNames.All, .. WatchNames.All, .. ProductNames.All,
        new UrlCredentials(), new ConnectionString(), new AuthorizationHeader(), new CommandLineUser(), new NetrcPassword(), new KubernetesSecret(),
        new AssignedPassword(), new AssignedSecret(),
    ];
}
