using PolicyGuard.Ledger;

namespace PolicyGuard.Tests.Ledger;

public sealed class EntryKindTests
{
    [Fact]
    public void A_kind_is_read_as_it_is_written_and_in_no_other_way()
    {
        foreach (var kind in Enum.GetValues<EntryKind>())
        {
            Assert.True(EntryKinds.TryParse(kind.Name(), out var read));
            Assert.Equal(kind, read);
        }

        Assert.False(EntryKinds.TryParse("Opened", out _));
        Assert.False(EntryKinds.TryParse(null, out _));
        Assert.False(EntryKinds.TryParse("0", out _));
    }
}
