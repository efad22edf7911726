using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Tree;

public sealed class EntryBundleTests
{
    [Fact]
    public void Each_entry_stands_behind_its_length() =>
        Assert.Equal([0, 2, 7, 8, 0, 0, 0, 1, 9], EntryBundle.Encode([new byte[] { 7, 8 }, Array.Empty<byte>(), new byte[] { 9 }]));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, EntryBundle.MaxEntry)]
    [InlineData(256, 300)]
    public void What_is_written_is_read_back(int count, int length)
    {
        var entries = Enumerable.Range(0, count).Select(i => new ReadOnlyMemory<byte>([.. Enumerable.Repeat((byte)i, length)])).ToList();
        Assert.True(EntryBundle.TryDecode(EntryBundle.Encode(entries), out var read));
        Assert.Equal(entries.Select(e => e.ToArray()), read.Select(e => e.ToArray()));
    }

    [Fact]
    public void A_bundle_cut_short_within_an_entry_is_refused()
    {
        var bundle = EntryBundle.Encode([new byte[3], new byte[5]]);
        foreach (var length in Enumerable.Range(0, bundle.Length).Where(n => n != 5))
        {
            Assert.False(EntryBundle.TryDecode(bundle.AsMemory(0, length), out var read), $"{length} bytes");
            Assert.Empty(read);
        }
    }

    [Fact]
    public void More_than_fits_is_refused()
    {
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[1], 257)]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([new byte[EntryBundle.MaxEntry + 1]]));
        Assert.False(EntryBundle.TryDecode(new byte[2 * 257], out _));
        Assert.True(EntryBundle.TryDecode(new byte[2 * 256], out _));
    }
}
