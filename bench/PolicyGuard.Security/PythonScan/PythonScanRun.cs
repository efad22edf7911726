namespace PolicyGuard.Security.PythonScan;

/// <summary><c>python-scan</c>: measures the static scan on public test code, which stays where it is.</summary>
internal static class PythonScanRun
{
    public static int Run(string[] args)
    {
        var figures = new List<Figure>();
        var (json, show) = (args.Contains("--json"), args.Contains("--show"));
        for (var i = 0; i + 1 < args.Length; i++)
        {
            switch (args[i])
            {
                case "--benchmark":
                    figures.AddRange(BenchmarkPython.Measure(args[i + 1], show));
                    break;
                case "--semgrep":
                    figures.AddRange(SemgrepRules.Measure(args[i + 1], show));
                    break;
            }
        }

        if (figures.Count == 0)
        {
            Console.Error.WriteLine("Usage: PolicyGuard.Security python-scan [--benchmark <folder of BenchmarkPython>] [--semgrep <folder of semgrep-rules>] [--json] [--show]");
            return 2;
        }

        Table.Write(figures, json);
        return figures.All(static figure => figure.Reached) ? 0 : 1;
    }
}
