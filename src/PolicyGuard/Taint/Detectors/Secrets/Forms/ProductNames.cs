namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Tokens of products for work, content and identity that only their provider's name tells from other strings.</summary>
internal static class ProductNames
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new NamedForm("adafruit-key", ["adafruit"], "{w32}", entropy: 3),
        new NamedForm("adobe-client-id", ["adobe"], "{x32}", entropy: 3),
        new NamedForm("airtable-key", ["airtable"], "{a17}", entropy: 3),
        new NamedForm("asana-client-id", ["asana"], "{d16}"),
        new NamedForm("asana-client-secret", ["asana"], "{a32}", entropy: 3),
        new NamedForm("auth0-client-secret", ["auth0"], "{w64}", entropy: 3.5),
        new NamedForm("okta-token", ["okta"], "00{w40}", entropy: 3),
        new NamedForm("contentful-delivery-token", ["contentful"], "{q43}", entropy: 3),
        new NamedForm("dropbox-secret", ["dropbox"], "{l15}", entropy: 3),
        new NamedForm("dropbox-legacy-token", ["dropbox"], "{a11}AAAAAAAAAA{q43}"),
        new NamedForm("hubspot-key", ["hubspot"], "{uuid}"),
        new NamedForm("linear-client-secret", ["linear"], "{x32}", entropy: 3),
        new NamedForm("rapidapi-key", ["rapidapi", "rapid-api", "rapid_api"], "{w50}", entropy: 3.5),
        new NamedForm("trello-key", ["trello"], "{a32}", entropy: 3),
        new NamedForm("trello-legacy-token", ["trello"], "{x64}", entropy: 3),
        new NamedForm("monday-token", ["monday"], "{x32}", entropy: 3),
        new NamedForm("figma-legacy-token", ["figma"], "{d4-6}-{uuid}"),
        new NamedForm("box-client-secret", ["box"], "{a32}", entropy: 3.5),
        new NamedForm("zoom-secret", ["zoom"], "{a32}", entropy: 3.5),
        new NamedForm("salesforce-consumer-secret", ["salesforce", "sfdc"], "{X64}", entropy: 3),
        new NamedForm("salesforce-consumer-key", ["salesforce", "sfdc"], "3MVG9{v70-100}", entropy: 3),
        new NamedForm("yandex-secret", ["yandex"], "{x32}", entropy: 3),
        new NamedForm("google-maps-signing-secret", ["google"], "{q28}", entropy: 3.5),
        new NamedForm("openweather-key", ["openweather", "owm"], "{x32}", entropy: 3),
        new NamedForm("ipinfo-token", ["ipinfo"], "{x14}", entropy: 2.5),
        new NamedForm("unsplash-key", ["unsplash"], "{w43}", entropy: 3),
        new NamedForm("ethereum-private-key", ["private_key", "privatekey", "private-key"], "{X64}", entropy: 3, nameAlone: true),
        new NamedForm("ethereum-private-key", ["private_key", "privatekey", "private-key"], "0x{X64}", entropy: 3, nameAlone: true),
        new NamedForm("etherscan-key", ["etherscan", "bscscan", "polygonscan"], "{u34}", entropy: 3),
        new NamedForm("infura-key", ["infura"], "{x32}", entropy: 3),
        new NamedForm("alchemy-key", ["alchemy"], "{w32}", entropy: 3),
    ];
}
