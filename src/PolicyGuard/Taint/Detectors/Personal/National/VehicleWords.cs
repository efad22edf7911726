namespace PolicyGuard.Taint.Detectors.Personal.National;

/// <summary>What is said beside a number plate.</summary>
internal static class VehicleWords
{
    public static ContextWords English { get; } = new("plate number", "license plate", "licence plate", "number plate", "vehicle registration", "vehicle", "registration plate");
}
