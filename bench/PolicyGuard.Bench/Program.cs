using BenchmarkDotNet.Running;
using PolicyGuard.Bench;

// `dotnet run -c Release --project bench/PolicyGuard.Bench -- --filter '*' --job short`, or `-- ledger` for the ledger's appends, `-- governance` for the governance
// tools, `-- audit` for searching and counting a million entries, `-- log` for growing, proving and verifying ten million, `-- scan` for looking at texts.
if (args is ["ledger"])
{
    await LedgerBench.RunAsync();
    return;
}

if (args is ["log", .. var log])
{
    await LogBench.RunAsync(log is [var entries, ..] ? int.Parse(entries, System.Globalization.CultureInfo.InvariantCulture) : 10_000_000, log is [_, var folder] ? folder : null);
    return;
}

if (args is ["governance", .. var rest])
{
    await GovernanceBench.RunAsync(rest);
    return;
}

if (args is ["audit", .. var more])
{
    await AuditBench.RunAsync(more is [var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
    return;
}

if (args is ["scan", .. var kinds])
{
    ScanBench.Run(kinds is [var kind] ? kind : null);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(GateBenchmarks).Assembly).Run(args);
