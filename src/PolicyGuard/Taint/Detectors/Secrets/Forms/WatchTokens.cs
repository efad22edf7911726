namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Keys of monitoring and analysis services that say what they are.</summary>
internal static class WatchTokens
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new TokenForm("grafana-cloud-token", "glc_{e32-400}", entropy: 3),
        new TokenForm("grafana-service-account-token", "glsa_{a32}_{X8}", entropy: 3),
        new TokenForm("grafana-api-key", "eyJrIjoi{e70-400}", entropy: 3),
        new TokenForm("new-relic-key", "NRAK-{a27}", entropy: 3),
        new TokenForm("new-relic-key", "NR<JS|BR|RA>-{x19}", entropy: 3),
        new TokenForm("new-relic-key", "NRII-{w32}", entropy: 3),
        new TokenForm("new-relic-license-key", "{X36}NRAL", entropy: 2.5),
        new TokenForm("dynatrace-token", "dt0<a01|c01|c02|e01|l01|p01|p02|s01|s02|s03|s04|s06|s08|s16>.{u8-24}.{u64}", entropy: 3),
        new TokenForm("honeycomb-key", "hc<a|b|i|l|x><ik|lk|mk>_{a50-64}", entropy: 3),
        new TokenForm("sentry-org-token", "sntrys_eyJ{e20-}", entropy: 3),
        new TokenForm("sentry-user-token", "sntry<u|a>_{x64}"),
        new TokenForm("sentry-dsn-secret", "https://{x32}:{x32}@{v4-80}"),
        new TokenForm("posthog-key", "ph<x|s>_{w40-50}", entropy: 3),
        new TokenForm("axiom-token", "xa<at|pt>-{uuid}"),
        new TokenForm("logfire-token", "pylf_v1_<us|eu|stagingus>_{a40-}", entropy: 3),
        new TokenForm("ubidots-token", "BBFF-{a30}", entropy: 3),
        new TokenForm("endor-labs-token", "endr+{w16}", entropy: 2.5),
    ];
}
