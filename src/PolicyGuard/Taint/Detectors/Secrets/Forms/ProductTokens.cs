namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Tokens of products for work, content and identity that say what they are.</summary>
internal static class ProductTokens
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new TokenForm("postman-key", "PMAK-{x24}-{x34}"),
        new TokenForm("linear-key", "lin_<api|oauth|wh>_{a32-64}", entropy: 3),
        new TokenForm("notion-token", "ntn_{d11}{a35}", entropy: 3),
        new TokenForm("notion-token", "secret_{a43}", entropy: 3.5),
        new TokenForm("airtable-token", "pat{a14}.{x64}"),
        new TokenForm("hubspot-token", "pat-<na|eu|ap><1|2>-{uuid}"),
        new TokenForm("figma-token", "fig<d|o|u|or>_{w40}", entropy: 3),
        new TokenForm("asana-token", "<0|1|2>/{d13-16}:{x32}", entropy: 3),
        new TokenForm("clickup-token", "pk_{d6-9}_{u32}", entropy: 3),
        new TokenForm("typeform-token", "tfp_{q40-64}", entropy: 3),
        new TokenForm("contentful-token", "CFPAT-{w43}", entropy: 3),
        new TokenForm("mapbox-secret-token", "sk.eyJ{w40-}.{w20-24}", entropy: 3),
        new TokenForm("readme-key", "rdme_{l70}", entropy: 3),
        new TokenForm("settlemint-token", "sm_<aat|pat|sat>_{a16}", entropy: 2.5),
        new TokenForm("frameio-token", "fio-u-{q64}", entropy: 3),
        new TokenForm("adobe-client-secret", "p8e-{a32}", entropy: 3),
        new TokenForm("intra42-secret", "s-s4t2<ud|af>-{x64}"),
        new TokenForm("maxmind-key", "{a6}_{a29}_mmk", entropy: 3),
        new TokenForm("twitter-bearer-token", "AAAAAAAAAAAAAAAAAAAAA{t70-110}", entropy: 3),
        new TokenForm("facebook-token", "EAA<CEdEose0cBA|B|C|D|E|F|G|H|J|K|L|M|N|W>{a80-}", entropy: 3.5),
        new TokenForm("facebook-app-token", "{d15-17}|{w27}", entropy: 3),
        new TokenForm("instagram-token", "IG<QV|QW|AA>{w80-}", entropy: 3.5),
        new TokenForm("salesforce-token", "00D{a12-15}!{o60-}", entropy: 3.5),
        new TokenForm("trello-token", "ATTA{x64}", entropy: 3),
        new TokenForm("calendar-key", "cal_<live|test>_{x32}", entropy: 3),
        new TokenForm("pinterest-token", "pina_{u40-}", entropy: 3),
        new TokenForm("miro-token", "eyJtaXJvLm9yaWdpbiI6{w20-}", entropy: 2.5),
        new TokenForm("okta-scoped-token", "SSWS 00{w40}", entropy: 3),
        new TokenForm("ory-token", "ory_<pat|st|at|rt>_{w32-}", entropy: 3),
        new TokenForm("workos-key", "sk_<test|live>_a2V5X{w20-}", entropy: 3),
        new TokenForm("stytch-secret", "secret-<test|live>-{q36}", entropy: 3),
        new TokenForm("otp-seed", "otpauth://<totp|hotp>/{t1-120}?secret={u16-64}"),
        new TokenForm("extended-private-key", "<x|y|z|t>prv{a107}", entropy: 3.5),
        new TokenForm("nostr-private-key", "nsec1{l58}", entropy: 3),
        new TokenForm("dropbox-token", "sl.{w100-}", entropy: 3.5),
    ];
}
