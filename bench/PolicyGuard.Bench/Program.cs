using BenchmarkDotNet.Running;
using PolicyGuard.Bench;

// `dotnet run -c Release --project bench/PolicyGuard.Bench -- --filter '*' --job short`, or `-- ledger` for the ledger's appends, `-- governance` for the governance tools.
if (args is ["ledger"])
{
    await LedgerBench.RunAsync();
    return;
}

if (args is ["governance", .. var rest])
{
    await GovernanceBench.RunAsync(rest);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(GateBenchmarks).Assembly).Run(args);
