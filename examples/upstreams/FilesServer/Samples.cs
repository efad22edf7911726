namespace FilesServer;

/// <summary>What a fresh folder holds.</summary>
internal static class Samples
{
    /// <summary>Looks like an AWS access key and opens nothing. In two pieces, so that scanners of this repository do not take it for one.</summary>
    private const string AccessKey = "AKIA" + "2PGDEMO7NOTREAL4";

    public static readonly (string Path, string Text)[] Files =
    [
        ("reports/q3.md", "# Third quarter\n\nSignups grew by 12 %. Two outages, both under ten minutes.\n"),
        ("reports/plan.md", "# Plan\n\n1. Move the billing job.\n2. Retire the old importer.\n"),
        ("deploy/credentials.env", $"AWS_ACCESS_KEY_ID={AccessKey}\nAWS_REGION=eu-central-1\n"),
    ];
}
