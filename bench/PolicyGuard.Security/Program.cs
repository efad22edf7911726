using System.Globalization;
using PolicyGuard.Security;
using PolicyGuard.Security.PythonScan;
using PolicyGuard.Security.Scores;

if (args is ["python-scan", .. var rest])
{
    return PythonScanRun.Run(rest);
}

// Replays rows that nobody here wrote and prints what came of them. The replay of traces is open-loop: an agent that was refused gets no
// second try, and no attacker adapts.
IScore[] scores = [new EncodingScore(), new TextScore(), new PersonalScore(), new ToolScore(), new InstructionScore(), new TraceScore()];

if (args.Length == 0 || args.Contains("--help"))
{
    Console.WriteLine("""
        Usage: PolicyGuard.Security --data <file or folder> [--data …] [options]

          --detector off     without the detector of instruction-like text
          --policy <name>    replays runs under starter, strict or minimal; without it, under no policy
          --sample <n>       about every n-th row, always the same ones
          --json             figures as JSON
          --show             names each row that was missed, on standard error
          --baseline <file>  fails where a figure is worse than the recorded one
          --record           writes that file anew
        """);
    return 0;
}

var options = Read(args);
var figures = new List<Figure>();
foreach (var file in options.Data.SelectMany(Files))
{
    var rows = Rows.Read(file, options.Sample);
    var reading = rows.Count > 0 ? scores.Where(score => score.Reads(rows[0])).ToList() : [];
    foreach (var score in reading)
    {
        figures.AddRange(score.Measure(Path.GetFileName(file), rows, options));
    }

    if (reading.Count == 0)
    {
        Console.Error.WriteLine($"{file}: {rows.Count} rows; nothing here scores rows of this kind");
    }
}

Table.Write(figures, options.Json);
if (options is { Record: true, Baseline: { } written })
{
    Baseline.Record(written, figures, options);
    return 0;
}

var worse = options.Baseline is { } recorded ? Baseline.Compare(recorded, figures, options) : [];
worse.ForEach(Console.Error.WriteLine);
return worse.Count == 0 ? 0 : 1;

static IEnumerable<string> Files(string path) => Directory.Exists(path)
    ? Directory.EnumerateFiles(path).Where(static f => f.EndsWith(".jsonl", StringComparison.Ordinal) || f.EndsWith(".jsonl.gz", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
    : [path];

static RunOptions Read(string[] args)
{
    var data = new List<string>();
    var options = new RunOptions(data);
    for (var i = 0; i < args.Length; i++)
    {
        string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value");
        switch (args[i])
        {
            case "--data": data.Add(Value()); break;
            case "--detector": options = options with { InstructionDetector = Value() != "off" }; break;
            case "--policy": options = options with { Policy = Value() }; break;
            case "--sample": options = options with { Sample = int.Parse(Value(), CultureInfo.InvariantCulture) }; break;
            case "--json": options = options with { Json = true }; break;
            case "--show": options = options with { Show = true }; break;
            case "--baseline": options = options with { Baseline = Value() }; break;
            case "--record": options = options with { Record = true }; break;
            default: throw new ArgumentException($"{args[i]}: not an option; --help lists them");
        }
    }

    return options;
}
