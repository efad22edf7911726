namespace PolicyGuard.Taint.Detectors;

/// <summary>The detectors of personal data.</summary>
internal static class PersonalDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new EmailAddress(), new PaymentCard(), new SocialSecurityNumber()];
}
