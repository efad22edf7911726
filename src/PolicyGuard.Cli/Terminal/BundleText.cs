using System.Globalization;
using System.Text.Json;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Cli.Terminal;

/// <summary>What a verifier found in a bundle, for people and for programs.</summary>
internal static class BundleText
{
    /// <summary>Prints a report; what is wrong comes first.</summary>
    /// <param name="report">The report.</param>
    /// <param name="keyKnown">Whether the reader brought a key.</param>
    public static void Print(BundleReport report, bool keyKnown)
    {
        foreach (var fault in report.Faults)
        {
            Console.Out.WriteLine($"{fault.Kind.Name(),-18} {(fault.Line > 0 ? $"line {fault.Line}: " : "")}{(fault.Index >= 0 ? $"entry {fault.Index}: " : "")}{SafeText.Of(fault.Message, 400)}");
        }

        if (report.FaultsNotListed > 0)
        {
            Console.Out.WriteLine($"… and {Number(report.FaultsNotListed)} more");
        }

        Console.Out.WriteLine(report.IsGood ? "Every entry in the bundle is in the log as it was written." : "THE BUNDLE IS NOT PROVEN.");
        Console.Out.WriteLine($"  log        {(report.Origin.Length > 0 ? SafeText.Of(report.Origin) : "unknown")}, {Number(report.SignedTo)} entries signed");
        Console.Out.WriteLine($"  entries    {Number(report.Entries)}, {Number(report.Proven)} proven, {Number(report.Unproven)} not");
        Console.Out.WriteLine($"  complete   {(report.IsComplete ? "yes, none was left out" : "no: a part of the log; what was left out nobody can tell from it")}");
        if (report.GoesOn is { } goesOn)
        {
            Console.Out.WriteLine($"  against    {(goesOn ? "the log goes on from your checkpoint" : "THE LOG DOES NOT GO ON FROM YOUR CHECKPOINT")}");
        }

        if (!keyKnown && report.IsGood)
        {
            Console.Out.WriteLine("  key        the bundle's own: who signed is not proven; bring the log's key with --key");
        }
    }

    /// <summary>Writes a report as JSON.</summary>
    public static void Write(Utf8JsonWriter json, BundleReport report)
    {
        json.WriteStartObject();
        json.WriteBoolean("good", report.IsGood);
        json.WriteString("origin", report.Origin);
        json.WriteNumber("signed_to", report.SignedTo);
        json.WriteNumber("entries", report.Entries);
        json.WriteNumber("proven", report.Proven);
        json.WriteNumber("unproven", report.Unproven);
        json.WriteBoolean("complete", report.IsComplete);
        if (report.GoesOn is { } goesOn)
        {
            json.WriteBoolean("goes_on", goesOn);
        }

        json.WriteStartArray("faults");
        foreach (var fault in report.Faults)
        {
            json.WriteStartObject();
            json.WriteNumber("line", fault.Line);
            json.WriteString("kind", fault.Kind.Name());
            if (fault.Index >= 0)
            {
                json.WriteNumber("entry", fault.Index);
            }

            json.WriteString("message", fault.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("faults_not_listed", report.FaultsNotListed);
        json.WriteEndObject();
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
