namespace PolicyGuard.Load;

/// <summary>What to measure, from the command line.</summary>
internal sealed record LoadOptions
{
    /// <summary>How often each target is measured; targets take turns, so that a busy moment of the machine hits all alike.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>How long one measurement lasts, after a quarter of that to warm up.</summary>
    public TimeSpan Span { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long each target is called before the first round: a program that was just started has not been compiled in earnest yet.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections of the second series; the first has one.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>The length of a request's body in bytes.</summary>
    public int BodyBytes { get; init; } = 200;

    /// <summary>How the client speaks: see <see cref="ClientStyle"/>.</summary>
    public ClientStyle Style { get; init; } = ClientStyle.Session;

    /// <summary>Where the gateways keep their data and where the disk's sync is measured.</summary>
    public string Folder { get; init; } = Path.GetTempPath();

    /// <summary>Results as JSON on standard output instead of a table.</summary>
    public bool Json { get; init; }

    /// <summary>How often each start is timed.</summary>
    public int Starts { get; init; } = 5;

    /// <summary>Whether the gateway is measured; without it the run shows the machine's own floor.</summary>
    public bool Gateway { get; init; } = true;

    /// <summary>The only durability whose gateway is measured, or null for all: a short run for comparing one change.</summary>
    public string? Only { get; init; }

    public const string Usage =
        """
        Measures direct calls, calls through a raw forwarding proxy and calls through the gateway, in one run.

          --rounds N        rounds in which all targets take turns (5)
          --seconds N       length of one measurement (2)
          --warmup N        seconds of calls to each target before the first round (10)
          --connections N   connections of the parallel series (32)
          --bytes N         length of a request body (200)
          --client S        session, plain or stateless (session)
          --starts N        starts timed for each program (5)
          --data DIR        folder for the gateways' data; decides which disk is measured (the temp folder)
          --only D          of the gateways only the one at that durability: normal, auto or full (all three)
          --no-gateway      only direct and through the raw proxy
          --json            JSON on standard output
        """;

    /// <exception cref="FormatException">An option is unknown or has no fitting value.</exception>
    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
            int Number() => int.Parse(Value(), System.Globalization.CultureInfo.InvariantCulture);
            options = args[i] switch
            {
                "--rounds" => options with { Rounds = Number() },
                "--seconds" => options with { Span = TimeSpan.FromSeconds(Number()) },
                "--warmup" => options with { Warmup = TimeSpan.FromSeconds(Number()) },
                "--connections" => options with { Connections = Number() },
                "--bytes" => options with { BodyBytes = Number() },
                "--client" => options with { Style = Enum.Parse<ClientStyle>(Value(), ignoreCase: true) },
                "--starts" => options with { Starts = Number() },
                "--data" => options with { Folder = Value() },
                "--only" => options with { Only = Value() },
                "--no-gateway" => options with { Gateway = false },
                "--json" => options with { Json = true },
                _ => throw new FormatException($"Unknown option {args[i]}."),
            };
        }

        return options;
    }
}

/// <summary>How the load client speaks MCP.</summary>
internal enum ClientStyle
{
    /// <summary>One <c>initialize</c> for each connection, then calls in that session (2025-11-25).</summary>
    Session,

    /// <summary>A bare <c>tools/call</c>, as with curl.</summary>
    Plain,

    /// <summary>The revision 2026-07-28: version in <c>_meta</c> and headers, no session.</summary>
    Stateless,
}
