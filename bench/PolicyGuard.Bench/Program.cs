using BenchmarkDotNet.Running;

// `dotnet run -c Release --project bench/PolicyGuard.Bench -- --filter '*' --job short`
BenchmarkSwitcher.FromAssembly(typeof(PolicyGuard.Bench.GateBenchmarks).Assembly).Run(args);
