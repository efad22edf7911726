using PolicyGuard.Taint.Detectors.Personal;
using PolicyGuard.Taint.Detectors.Personal.National;

namespace PolicyGuard.Taint.Detectors;

/// <summary>The detectors of personal data.</summary>
internal static class PersonalDetectors
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        new EmailAddress(), new PaymentCard(), new Iban(), new BankCode(), new IpV4Address(), new IpV6Address(), new MacAddress(), new PhoneNumber(), new BirthDate(),
        new BitcoinAddress(), new EthereumAddress(), new StreetAddress(),
        .. AmericanIds.All, .. BritishIds.All, .. GermanIds.All, .. SouthernIds.All, .. NorthernIds.All, .. AsianIds.All, .. SouthAsianIds.All, .. OtherIds.All,
    ];
}
