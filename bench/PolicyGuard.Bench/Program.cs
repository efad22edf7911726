using BenchmarkDotNet.Running;
using PolicyGuard.Bench;

// `dotnet run -c Release --project bench/PolicyGuard.Bench -- --filter '*' --job short`, or `-- ledger` for the ledger's appends.
if (args is ["ledger"])
{
    await LedgerBench.RunAsync();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(GateBenchmarks).Assembly).Run(args);
