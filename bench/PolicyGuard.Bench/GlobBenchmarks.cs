using BenchmarkDotNet.Attributes;
using PolicyGuard.Text;

namespace PolicyGuard.Bench;

/// <summary>What matching one name costs, and what a hostile pattern on a hostile text costs.</summary>
[MemoryDiagnoser]
public class GlobBenchmarks
{
    private readonly NamePattern _prefix = NamePattern.OfGlob("read_*");
    private readonly NamePattern _middle = NamePattern.OfGlob("*_delete_*");
    private readonly NamePattern _set = NamePattern.OfGlob("tool_[a-f]?");
    private readonly NamePattern _hostile = NamePattern.OfGlob("*a*a*a*a*a*a*b");
    private readonly CanonicalName _name = CanonicalName.Of("files__read_file");
    private readonly CanonicalName _long = CanonicalName.Of(new string('a', 2_000));

    [Benchmark(Baseline = true)]
    public bool Prefix() => _prefix.Matches(_name, wide: false);

    [Benchmark]
    public bool Middle() => _middle.Matches(_name, wide: true);

    [Benchmark]
    public bool Set() => _set.Matches(_name, wide: false);

    [Benchmark]
    public bool Hostile() => _hostile.Matches(_long, wide: true);

    [Benchmark]
    public CanonicalName NamePlain() => CanonicalName.Of("files__read_file");

    [Benchmark]
    public CanonicalName NameFolded() => CanonicalName.Of("Files-Read Dаta");
}
