using PolicyGuard.Ledger.Tree;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Ledger.Tree;

/// <summary>Roots and proofs that others published: <c>spec/tree</c>.</summary>
public sealed class TreeCasesTests
{
    private static readonly List<YamlMappingNode> Roots = [.. Spec.Cases("tree/reference-roots.yaml")];
    private static readonly NaiveTree Reference = new([.. Roots.Select(c => Convert.FromHexString(c.Scalar("leaf")!))]);

    [Fact]
    public void The_roots_of_the_reference_tree_are_the_published_ones()
    {
        var edge = new CompactRange();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(edge.Root()));
        foreach (var c in Roots)
        {
            edge.Append(TreeHash.Leaf(Convert.FromHexString(c.Scalar("leaf")!)));
            Assert.Equal(c.Scalar("root"), Convert.ToHexStringLower(edge.Root()));
        }

        Assert.Equal(8, edge.Size);
    }

    [Theory]
    [InlineData("tree/reference-proofs.yaml", 9)]
    [InlineData("tree/rfc-example.yaml", 7)]
    public async Task The_published_proofs_are_the_ones_we_make_and_they_hold(string file, int count)
    {
        var tree = new TileTree(Reference);
        var cases = Spec.Cases(file).ToList();
        Assert.Equal(count, cases.Count);
        foreach (var c in cases)
        {
            IReadOnlyList<ReadOnlyMemory<byte>> published = c.List("proof") is { } proof
                ? [.. proof.Select(h => new ReadOnlyMemory<byte>(Convert.FromHexString(((YamlScalarNode)h).Value!)))]
                : [.. c.List("ranges")!.Select(r => ((YamlScalarNode)r).Value!.Split('-').Select(long.Parse).ToArray()).Select(r => new ReadOnlyMemory<byte>(Reference.Root(r[0], r[1])))];
            if (c.Scalar("index") is { } index)
            {
                var (i, size) = (long.Parse(index), long.Parse(c.Scalar("size")!));
                Assert.Equal(Hex(published), Hex(await tree.InclusionAsync(i, size)));
                Assert.True(TreeProofs.IsIncluded(i, size, Reference.Root(i, i + 1), published, Reference.Root(0, size)));
            }
            else
            {
                var (from, to) = (long.Parse(c.Scalar("from")!), long.Parse(c.Scalar("to")!));
                Assert.Equal(Hex(published), Hex(await tree.ConsistencyAsync(from, to)));
                Assert.True(TreeProofs.IsConsistent(from, to, Reference.Root(0, from), Reference.Root(0, to), published));
            }
        }
    }

    private static IEnumerable<string> Hex(IEnumerable<ReadOnlyMemory<byte>> hashes) => hashes.Select(h => Convert.ToHexStringLower(h.Span));
}
