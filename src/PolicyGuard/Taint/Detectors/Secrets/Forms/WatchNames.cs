namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Keys of monitoring and analysis services that only their provider's name tells from other strings.</summary>
internal static class WatchNames
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new NamedForm("datadog-api-key", ["datadog", "dd_api", "dd-api"], "{x32}", entropy: 3),
        new NamedForm("datadog-app-key", ["datadog", "dd_app", "dd-app"], "{a40}", entropy: 3),
        new NamedForm("new-relic-id", ["new-relic", "newrelic", "new_relic"], "{a64}", entropy: 3),
        new NamedForm("sentry-token", ["sentry"], "{x64}", entropy: 3),
        new NamedForm("sumologic-key", ["sumo"], "{a64}", entropy: 3.5),
        new NamedForm("sumologic-id", ["sumo"], "su{a12}", entropy: 2.5),
        new NamedForm("splunk-token", ["splunk"], "{uuid}"),
        new NamedForm("rollbar-token", ["rollbar"], "{x32}", entropy: 3),
        new NamedForm("bugsnag-key", ["bugsnag"], "{x32}", entropy: 3),
        new NamedForm("pagerduty-key", ["pagerduty", "pager_duty", "pd_api"], "{w20}", entropy: 3),
        new NamedForm("opsgenie-key", ["opsgenie"], "{uuid}"),
        new NamedForm("logzio-token", ["logzio", "logz_io", "logz-io"], "{z32}", entropy: 3),
        new NamedForm("loggly-token", ["loggly"], "{uuid}"),
        new NamedForm("beamer-token", ["beamer"], "b_{q44}", entropy: 3),
        new NamedForm("amplitude-key", ["amplitude"], "{x32}", entropy: 3),
        new NamedForm("mixpanel-secret", ["mixpanel"], "{x32}", entropy: 3),
        new NamedForm("segment-key", ["segment"], "{a32}", entropy: 3.5),
        new NamedForm("algolia-key", ["algolia"], "{x32}", entropy: 3),
        new NamedForm("looker-client-id", ["looker"], "{l20}", entropy: 3),
        new NamedForm("looker-client-secret", ["looker"], "{l24}", entropy: 3),
        new NamedForm("optimizely-token", ["optimizely"], "2:{w40-70}", entropy: 3),
        new NamedForm("elastic-key", ["elastic"], "{b58}{p2}", entropy: 3.5),
    ];
}
