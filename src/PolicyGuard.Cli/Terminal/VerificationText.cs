using System.Globalization;
using System.Text.Json;
using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Cli.Terminal;

/// <summary>What a verifier found, for people and for programs.</summary>
internal static class VerificationText
{
    /// <summary>Prints a report; what is wrong comes first.</summary>
    /// <param name="report">The report.</param>
    /// <param name="keyKnown">Whether the reader brought a key.</param>
    public static void Print(VerificationReport report, bool keyKnown)
    {
        foreach (var fault in report.Faults)
        {
            Console.Out.WriteLine($"{fault.Kind.Name(),-18} {Where(fault)}{SafeText.Of(fault.Message, 400)}");
        }

        if (report.FaultsNotListed > 0)
        {
            Console.Out.WriteLine($"… and {Number(report.FaultsNotListed)} more");
        }

        if (!report.IsGood)
        {
            Console.Out.WriteLine();
        }

        Console.Out.WriteLine(report.IsGood ? "The log is what was written." : "THE LOG WAS CHANGED.");
        Console.Out.WriteLine($"  log          {(report.Origin.Length > 0 ? SafeText.Of(report.Origin) : "not signed yet")}");
        Console.Out.WriteLine($"  entries      {Number(report.Size)}{(report.Pruned > 0 ? $", the first {Number(report.Pruned)} pruned (their hashes are there)" : "")}");
        Console.Out.WriteLine($"  proven       {Number(report.Proven)} by {Number(report.Checkpoints)} signed checkpoints");
        Console.Out.WriteLine($"  not signed   {Number(report.Unsigned)}, the newest ones{(report.Unsigned > 0 ? "; `policyguard audit checkpoint` signs for them" : "")}");
        Console.Out.WriteLine($"  seals        {Number(report.Seals)} over executed calls");
        Console.Out.WriteLine($"  never closed {Number(report.NeverClosed)} calls: running at this moment, or cut off by a crash");
        Console.Out.WriteLine($"  root         {Convert.ToBase64String(report.Root.Span)}{(report.SignedTo > 0 ? $" of {Number(report.SignedTo)} entries" : "")}");
        if (!keyKnown && report.IsGood && report.Origin.Length > 0)
        {
            Console.Out.WriteLine("  key          the log's own; whoever can write the folder can sign with another: keep the key (`audit key show`) or a checkpoint elsewhere");
        }
    }

    /// <summary>Writes a report as JSON.</summary>
    public static void Write(Utf8JsonWriter json, VerificationReport report)
    {
        json.WriteStartObject();
        json.WriteBoolean("good", report.IsGood);
        json.WriteString("origin", report.Origin);
        json.WriteNumber("size", report.Size);
        json.WriteNumber("pruned", report.Pruned);
        json.WriteNumber("proven", report.Proven);
        json.WriteNumber("unsigned", report.Unsigned);
        json.WriteNumber("checkpoints", report.Checkpoints);
        json.WriteNumber("seals", report.Seals);
        json.WriteNumber("never_closed", report.NeverClosed);
        json.WriteNumber("signed_to", report.SignedTo);
        json.WriteBase64String("root", report.Root.Span);
        json.WriteStartArray("faults");
        foreach (var fault in report.Faults)
        {
            json.WriteStartObject();
            json.WriteString("kind", fault.Kind.Name());
            if (fault.First >= 0)
            {
                json.WriteNumber("first", fault.First);
                json.WriteNumber("end", fault.End);
            }

            json.WriteString("message", fault.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("faults_not_listed", report.FaultsNotListed);
        json.WriteEndObject();
    }

    private static string Where(Fault fault) => fault.First < 0 ? ""
        : fault.End - fault.First <= 1 ? $"entry {fault.First}: "
        : $"entries {fault.First} to {fault.End - 1}: ";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
