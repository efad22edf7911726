using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>A name that promises a token or a key, and a value that looks drawn by a machine.</summary>
internal sealed class AssignedSecret : Detector
{
    private static readonly SecretName Names = new(
        "token", "secret", "credential", "api_key", "api-key", "apikey", "api key", "access_key", "access-key", "accesskey",
        "private_key", "private-key", "privatekey", "auth_key",
        "auth-key", "authkey", "client_key", "clientkey", "encryption_key", "encryption-key", "encryptionkey", "signing_key",
        "signing-key", "signingkey", "master_key", "masterkey",
        "account_key", "accountkey", "license_key", "license-key", "licensekey", "service_key", "app_key", "appkey", "session_key",
        "sessionkey", "shared_key", "sharedkey",
        "storage_key", "subscription-key", "subscription_key", "deploy_key", "webhook_key", "password", "passwd");

    public override string Id => "assigned-secret";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => Names.Keywords;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var word = Names.Find(text, from);
            if (word.Length == 0)
            {
                break;
            }

            from = word.Start + 1;
            var assigned = Assignment.At(text, word.Start, word.Start + word.Length);
            if (assigned.Length > 0 && !assigned.IsList && !assigned.IsCode && Names.Assigns(assigned)
                && IsSecret(text.Slice(assigned.Start, assigned.Length)))
            {
                return new Hit(assigned.Start, assigned.Length);
            }
        }

        return Hit.None;
    }

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        value.Length <= Assignment.LongestValue && Names.Promises(name) && IsSecret(value) ? new Hit(0, value.Length) : Hit.None;

    private static bool IsSecret(ReadOnlySpan<char> value) => (Randomness.Has(value) || IsMixed(value)) && !Placeholder.Is(value);

    // Nobody writes so, whatever the dice of the letters say: one word of 20 characters or more with capitals, small letters and digits.
    private static bool IsMixed(ReadOnlySpan<char> value) =>
        value.Length >= 20 && value.ContainsAnyInRange('0', '9') && value.ContainsAnyInRange('a', 'z') && value.ContainsAnyInRange('A', 'Z')
        && value.IndexOfAnyExcept(LettersAndDigits) < 0;

    private static readonly System.Buffers.SearchValues<char> LettersAndDigits = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}
