using BenchmarkDotNet.Attributes;
using PolicyGuard.Taint;

namespace PolicyGuard.Bench;

/// <summary>What looking at one value costs.</summary>
[MemoryDiagnoser]
public class ScanBenchmarks
{
    private readonly Scanner _scanner = new();
    private byte[] _prose = [];
    private byte[] _records = [];
    private byte[] _code = [];
    private byte[] _findings = [];

    /// <summary>The size of the value.</summary>
    [Params(1_000, 10_000, 100_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => (_prose, _records, _code, _findings) = (ScanTexts.Prose(Bytes), ScanTexts.Records(Bytes), ScanTexts.Code(Bytes), ScanTexts.Findings(Bytes));

    [Benchmark(Baseline = true)]
    public int Prose() => _scanner.Scan(_prose).Count;

    [Benchmark]
    public int Records() => _scanner.Scan(_records).Count;

    [Benchmark]
    public int Code() => _scanner.Scan(_code).Count;

    [Benchmark]
    public int Findings() => _scanner.Scan(_findings).Count;
}
