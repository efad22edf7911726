namespace PolicyGuard.Taint.Detectors.Secrets.Forms;

/// <summary>Keys of payment and shop services that say what they are.</summary>
internal static class PaymentTokens
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new TokenForm("stripe-key", "<sk|rk>_<live|test|prod>_{a10-120}", entropy: 2.5),
        new TokenForm("square-token", "sq0<atp|csp|idp|acp>-{w22-60}", entropy: 3),
        new TokenForm("square-token", "EAAA{w60}", entropy: 3),
        new TokenForm("braintree-token", "access_token$<production|sandbox>${l16}${x32}"),
        new TokenForm("shopify-token", "shp<at|ca|pa|ss|ua|prt>_{X32}"),
        new TokenForm("plaid-token", "access-<sandbox|development|production>-{uuid}"),
        new TokenForm("flutterwave-key", "FLW<SECK|PUBK>_<TEST|LIVE>-{l12-32}-X"),
        new TokenForm("flutterwave-key", "FLW<SECK|PUBK>-{l12-32}-X"),
        new TokenForm("razorpay-key", "rzp_<live|test>_{a14}", entropy: 2.5),
        new TokenForm("mollie-key", "<live|test>_{a30}", entropy: 3.5),
        new TokenForm("lob-key", "<live|test>_{x35}", entropy: 3),
        new TokenForm("lob-key", "<live|test>_pub_{x31}", entropy: 3),
        new TokenForm("gocardless-token", "live_{q40}", entropy: 3.5),
        new TokenForm("duffel-token", "duffel_<test|live>_{q43}", entropy: 3),
        new TokenForm("easypost-key", "EZ<AK|TK>{a54}", entropy: 3),
        new TokenForm("shippo-token", "shippo_<live|test>_{x40}"),
        new TokenForm("adyen-key", "AQE<yhm|xhm|zhm|whm>{e60-}", entropy: 3.5),
        new TokenForm("klarna-key", "klarna_<live|test>_<api|client>_{e40-}", entropy: 3),
        new TokenForm("mercadopago-token", "APP_USR-{d13-16}-{d6}-{x32}-{d6-12}"),
        new TokenForm("paddle-key", "pdl_<live|sdbx>_apikey_{a26}_{a22}_{a3}", entropy: 3),
    ];
}
