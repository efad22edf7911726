using System.Text;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Tests.Ledger.Publication;

/// <summary>Bundles that prove themselves, and everything that somebody may do to one.</summary>
public sealed class BundleTests : IDisposable
{
    private const int Size = 700;

    private readonly MemoryLog _log = new(Size + 20, Size);

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_entries_are_proven_with_proofs_and_by_the_root_alone(bool withProofs)
    {
        var report = await VerifyAsync(await WriteAsync(Enumerable.Range(0, Size), withProofs));
        Assert.Empty(report.Faults);
        Assert.Equal((MemoryLog.Origin, Size, Size, Size, 0), (report.Origin, report.SignedTo, report.Entries, report.Proven, report.Unproven));
        Assert.True(report is { IsComplete: true, IsGood: true });
        Assert.Equal(_log.Tree.Root(0, Size), report.Root.ToArray());
    }

    [Fact]
    public async Task Some_entries_are_proven_with_proofs_and_not_without()
    {
        var report = await VerifyAsync(await WriteAsync([0, 5, 255, 256, 699]));
        Assert.True(report is { IsGood: true, IsComplete: false, Proven: 5 });
        report = await VerifyAsync(await WriteAsync([0, 5, 255, 256, 699], withProofs: false));
        Assert.True(report is { IsGood: false, Proven: 0, Unproven: 5, Faults: [] });
        Assert.True((await VerifyAsync(await WriteAsync([]))).IsGood);
    }

    [Fact]
    public async Task What_the_checkpoint_does_not_cover_is_left_out_and_counted()
    {
        var output = new MemoryStream();
        var counts = await new ProofBundle(_log, _log.Checkpoint(Size), _log.Chain.Encoded).WriteAsync(output, _log.SomeAsync([1, 698, 700, 719]), default);
        Assert.Equal((2, 2), counts);
        Assert.Equal(2, (await VerifyAsync(Encoding.UTF8.GetString(output.ToArray()))).Proven);
        await Assert.ThrowsAsync<ArgumentException>(async () => await WriteAsync([5, 4]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await WriteAsync([5, 5]));
    }

    [Fact]
    public async Task Each_change_is_found_named_and_placed()
    {
        var whole = await WriteAsync(Enumerable.Range(0, Size), withProofs: false);
        var part = await WriteAsync([0, 5, 699]);
        var lines = whole.Split('\n');
        var hash5 = Convert.ToHexStringLower(_log.Tree.Root(5, 6));
        var hash6 = Convert.ToHexStringLower(_log.Tree.Root(6, 7));
        var proof = part.Split('\n')[2][part.Split('\n')[2].IndexOf("\"proof\":[\"", StringComparison.Ordinal)..];
        foreach (var (text, kind, line, index) in new (string, Tampering, long, long)[]
        {
            (Replace(part, "\"n\":5,", "\"n\":6,"), Tampering.EntryChanged, 3, 5),
            (Replace(part, hash5, hash6), Tampering.HashChanged, 3, 5),
            (Replace(part, $"{hash5}\",\"entry\":{Encoding.UTF8.GetString(_log.Entry(5))}", $"{hash6}\",\"entry\":{Encoding.UTF8.GetString(_log.Entry(6))}"), Tampering.EntryRewritten, 3, 5),
            (Replace(part, "\"index\":5,", "\"index\":4,"), Tampering.EntryRewritten, 3, 4),
            (Replace(part, proof, proof.Replace("\",\"", "\",\"" + Convert.ToBase64String(new byte[32]) + "\",\"", StringComparison.Ordinal)), Tampering.EntryRewritten, 3, 5),
            (Replace(part, "\"index\":5,", "\"index\":0,"), Tampering.OrderChanged, 3, 0),
            (Replace(part, "\"index\":699,", "\"index\":3,"), Tampering.OrderChanged, 4, 3),
            (Replace(part, "\"index\":699,", "\"index\":700,"), Tampering.CheckpointChanged, 4, 700),
            (part + part.Split('\n')[1] + "\n", Tampering.OrderChanged, 5, 0),
            (whole + lines[1] + "\n", Tampering.OrderChanged, 702, 0),
            (Replace(whole, "\"n\":41,", "\"n\":42,"), Tampering.EntryChanged, 43, 41),
            (Replace(whole, $"{hash5}\",\"entry\":{Encoding.UTF8.GetString(_log.Entry(5))}", $"{hash6}\",\"entry\":{Encoding.UTF8.GetString(_log.Entry(6))}"), Tampering.EntryRewritten, 0, -1),
            (part[..^20], Tampering.Truncated, 4, -1),
            (Replace(part, "\\n700\\n", "\\n701\\n"), Tampering.CheckpointChanged, 1, -1),
            (Replace(part, "\\n100\\n", "\\n101\\n"), Tampering.KeyChainChanged, 1, -1),
            (Replace(part, "\"log\":1", "\"log\":2"), Tampering.CheckpointChanged, 1, -1),
            (Replace(part, "\"log\":1", "\"log\":1,\"log\":1"), Tampering.CheckpointChanged, 1, -1),
            (Replace(part, "\"log\":1", "\"log\":1,\"more\":1"), Tampering.CheckpointChanged, 1, -1),
            (part[(part.IndexOf('\n') + 1)..], Tampering.CheckpointChanged, 1, -1),
            ("", Tampering.CheckpointChanged, 1, -1),
            ("\n", Tampering.CheckpointChanged, 1, -1),
            ("[1]\n", Tampering.CheckpointChanged, 1, -1),
            (Replace(part, "\"keys\":[", "\"keys\":[1,"), Tampering.CheckpointChanged, 1, -1),
            (Replace(part, "\"log\":1", "\"log\":1e0"), Tampering.CheckpointChanged, 1, -1),
        })
        {
            var report = await VerifyAsync(text);
            Assert.True(
                report.Faults.Any(fault => (fault.Kind, fault.Line, fault.Index) == (kind, line, index)) && !report.IsGood,
                $"wanted {kind} in line {line}, entry {index}; found {string.Join("; ", report.Faults)}");
        }
    }

    [Theory]
    [InlineData("{\"index\":05,", "does not begin as an entry")]
    [InlineData("{\"index\":-5,", "does not begin as an entry")]
    [InlineData("{\"index\":+5,", "does not begin as an entry")]
    [InlineData("{\"index\":5.0,", "does not begin as an entry")]
    [InlineData("{\"index\":9223372036854775808,", "does not begin as an entry")]
    [InlineData("{\"index\":99999999999999999999,", "does not begin as an entry")]
    [InlineData("{\"index\": 5,", "does not begin as an entry")]
    [InlineData("{\"index\":5,\"index\":5,", "does not begin as an entry")]
    [InlineData("{ \"index\":5,", "does not begin as an entry")]
    public async Task An_index_has_one_spelling(string start, string said) => await BadLineAsync("{\"index\":5,", start, said);

    [Theory]
    [InlineData("}}", "} }", "ends in something that is no proof")]
    [InlineData("}}", "},\"proof\":[1]}", "proof is not")]
    [InlineData("}}", "},\"proof\":[\"AAAA\"]}", "proof is not")]
    [InlineData("}}", "},\"proof\":[", "proof is not")]
    [InlineData("}}", "},\"proof\":[]", "ends in something")]
    [InlineData("}}", "},\"proof\":[]}}", "ends in something")]
    [InlineData("}}", "},\"proof\":[],\"proof\":[]}", "ends in something")]
    [InlineData("}}", "},\"proof\":null}", "ends in something")]
    [InlineData("}}", "},\"more\":1}", "ends in something")]
    [InlineData("}}", "}}\r", "ends in something")]
    [InlineData("{\"n\":5,", "{\"n\":5,\"n\":5,", "members of different names")]
    [InlineData("{\"n\":5,", "{\"n\":5,,", "not JSON")]
    [InlineData("{\"n\":5,", "[5,", "not a JSON object")]
    [InlineData("{\"n\":5,", "{\"n\":NaN,", "not JSON")]
    public async Task A_line_has_one_spelling(string part, string other, string said) => await BadLineAsync(part, other, said);

    [Fact]
    public async Task A_proof_hash_has_one_spelling()
    {
        var part = await WriteAsync([5]);
        var at = part.IndexOf("\"proof\":[\"", StringComparison.Ordinal) + 10 + 42;
        var bits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".IndexOf(part[at], StringComparison.Ordinal);
        var other = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[bits | 1];
        var report = await VerifyAsync(part[..at] + other + part[(at + 1)..]);
        Assert.Contains("proof is not", Assert.Single(report.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_takes_no_memory_and_what_follows_is_still_read()
    {
        var lines = (await WriteAsync([0, 5, 699])).Split('\n');
        var huge = new string('x', 3 * 1024 * 1024);
        var report = await VerifyAsync(string.Join('\n', [lines[0], lines[1], huge, lines[2], "", lines[3], huge]));
        Assert.Equal([3L, 5, 7], report.Faults.Select(fault => fault.Line));
        Assert.Equal(3, report.Proven);
        Assert.Contains("longer than", report.Faults[0].Message, StringComparison.Ordinal);
        report = await VerifyAsync(huge);
        Assert.Contains("longer than", Assert.Single(report.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_read_however_the_stream_cuts_them()
    {
        var text = await WriteAsync(Enumerable.Range(0, 40));
        using var slow = new Drops(Encoding.UTF8.GetBytes(text));
        Assert.Equal(40, (await new BundleVerifier().RunAsync(slow, default)).Proven);
    }

    [Fact]
    public async Task A_last_line_without_its_newline_counts_where_it_is_whole()
    {
        var text = await WriteAsync([0, 5, 699]);
        Assert.True((await VerifyAsync(text[..^1])) is { IsGood: true, Proven: 3 });
        Assert.Equal(Tampering.Truncated, Assert.Single((await VerifyAsync(text[..^2])).Faults).Kind);
    }

    [Fact]
    public async Task Only_so_many_faults_are_listed()
    {
        var report = await VerifyAsync(await WriteAsync([0]) + string.Concat(Enumerable.Repeat("garbage\n", 250)));
        Assert.Equal((BundleReport.MostFaults, 150), (report.Faults.Count, report.FaultsNotListed));
    }

    [Fact]
    public async Task A_key_that_one_knows_has_to_be_in_the_chain()
    {
        var text = await WriteAsync([0, 5]);
        using var stranger = NoteSigner.Create("log.test");
        Assert.True((await VerifyAsync(text, _log.Old.Key)).IsGood);
        Assert.True((await VerifyAsync(text, _log.Signer.Key)).IsGood);
        var report = await VerifyAsync(text, stranger.Key);
        Assert.Equal(Tampering.ForeignKey, Assert.Single(report.Faults).Kind);
        Assert.Equal((0, 2), (report.Proven, report.Unproven));
    }

    [Fact]
    public async Task A_checkpoint_by_a_stranger_or_by_a_key_that_was_given_up_is_not_believed()
    {
        using var stranger = NoteSigner.Create("log.test");
        foreach (var signer in new[] { stranger, _log.Old })
        {
            var forged = _log.Checkpoint(Size) with { Note = SignedNote.Sign(new Checkpoint(MemoryLog.Origin, Size, _log.Tree.Root(0, Size)).Text, signer).Encode() };
            var output = new MemoryStream();
            await new ProofBundle(_log, forged, _log.Chain.Encoded).WriteAsync(output, _log.SomeAsync([0, 5]), default);
            var report = await VerifyAsync(Encoding.UTF8.GetString(output.ToArray()));
            Assert.Equal(Tampering.ForeignKey, Assert.Single(report.Faults).Kind);
            Assert.Equal(0, report.Proven);
        }
    }

    [Fact]
    public async Task A_checkpoint_that_was_kept_elsewhere_is_held_against_a_whole_bundle()
    {
        var whole = await WriteAsync(Enumerable.Range(0, Size), withProofs: false);
        var part = await WriteAsync([0, 5]);
        foreach (var (text, kept, goesOn) in new (string, ReadOnlyMemory<byte>, bool?)[]
        {
            (whole, _log.Checkpoint(Size).Note, true),
            (whole, _log.Checkpoint(300).Note, true),
            (whole, _log.Checkpoint(0).Note, true),
            (whole, _log.Checkpoint(300, new byte[32]).Note, false),
            (whole, _log.Checkpoint(Size, new byte[32]).Note, false),
            (whole, _log.Checkpoint(Size + 20).Note, null),
            (part, _log.Checkpoint(Size).Note, true),
            (part, _log.Checkpoint(Size, new byte[32]).Note, false),
            (part, _log.Checkpoint(300, new byte[32]).Note, null),
        })
        {
            var report = await VerifyAsync(text, against: kept);
            Assert.Equal(goesOn, report.GoesOn);
            Assert.Equal(goesOn == false, report.Faults.Any(fault => fault.Kind == Tampering.Fork));
        }

        Assert.Contains((await VerifyAsync(whole, against: "nothing"u8.ToArray())).Faults, fault => fault.Kind == Tampering.CheckpointChanged);
    }

    private static string Replace(string text, string part, string other)
    {
        var at = text.IndexOf(part, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the case says nothing: {part}");
        return text[..at] + other + text[(at + part.Length)..];
    }

    private async Task BadLineAsync(string part, string other, string said)
    {
        var lines = (await WriteAsync([5], withProofs: false)).Split('\n');
        var report = await VerifyAsync($"{lines[0]}\n{Replace(lines[1], part, other)}\n");
        Assert.Contains(said, Assert.Single(report.Faults).Message, StringComparison.Ordinal);
        Assert.Equal((2, 0), (report.Faults[0].Line, report.Entries));
    }

    private async Task<string> WriteAsync(IEnumerable<int> indexes, bool withProofs = true)
    {
        var output = new MemoryStream();
        await new ProofBundle(_log, _log.Checkpoint(Size), _log.Chain.Encoded) { WithProofs = withProofs }.WriteAsync(output, _log.SomeAsync(indexes), default);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static async Task<BundleReport> VerifyAsync(string text, NoteKey? pinned = null, ReadOnlyMemory<byte>? against = null) =>
        await new BundleVerifier { Pinned = pinned, Against = against }.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), default);

    /// <summary>A stream that gives a few bytes at a time.</summary>
    private sealed class Drops(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(7, buffer.Length)], cancellationToken);
    }
}
