namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Keys of payment, shop and finance services that only their provider's name tells from other strings.</summary>
internal static class PaymentNames
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new NamedForm("plaid-client-id", ["plaid"], "{a24}", entropy: 3),
        new NamedForm("plaid-secret", ["plaid"], "{a30}", entropy: 3),
        new NamedForm("paypal-secret", ["paypal", "braintree"], "{w80}", entropy: 3.5),
        new NamedForm("braintree-private-key", ["braintree"], "{x32}", entropy: 3),
        new NamedForm("coinbase-token", ["coinbase"], "{w64}", entropy: 3),
        new NamedForm("binance-key", ["binance"], "{a64}", entropy: 3.5),
        new NamedForm("kraken-key", ["kraken"], "{e80-90}", entropy: 3.5),
        new NamedForm("kucoin-secret", ["kucoin"], "{uuid}"),
        new NamedForm("bittrex-key", ["bittrex"], "{a32}", entropy: 3),
        new NamedForm("etsy-token", ["etsy"], "{a24}", entropy: 3),
        new NamedForm("finicity-token", ["finicity"], "{x32}", entropy: 3),
        new NamedForm("finicity-client-secret", ["finicity"], "{a20}", entropy: 3),
        new NamedForm("finnhub-token", ["finnhub"], "{a20}", entropy: 3),
        new NamedForm("freshbooks-token", ["freshbooks"], "{a64}", entropy: 3),
        new NamedForm("alphavantage-key", ["alphavantage", "alpha_vantage"], "{u16}", entropy: 2.5),
        new NamedForm("sumup-key", ["sumup"], "sup_sk_{a32}", entropy: 3),
        new NamedForm("taxjar-token", ["taxjar"], "{x32}", entropy: 3),
    ];
}
