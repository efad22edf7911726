using System.Diagnostics;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.SystemTests.Docs;
using PolicyGuard.SystemTests.Sqlite;
using PolicyGuard.SystemTests.Stdio;

namespace PolicyGuard.SystemTests.Proofs;

/// <summary>
/// What we publish is believed by a program that shares no code with ours (<c>tests/independent/verify_log.py</c>, signatures by <c>openssl</c>),
/// and what was tampered with is not.
/// </summary>
public sealed class IndependentVerifierTests : IDisposable
{
    private const int Size = 700;

    private readonly TempFolder _folder = new();
    private readonly PublishedLog _log;
    private readonly string _python;

    public IndependentVerifierTests()
    {
        _python = Talker.Interpreter();
        Tool.Need("openssl", "version");
        _log = new PublishedLog(_folder.Path, Size);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, "0 entries, their 0 files and 0 others")]
    [InlineData(1, "1 entries, their 2 files and 0 others")]
    [InlineData(256, "256 entries, their 3 files and 0 others")]
    [InlineData(700, "700 entries, their 7 files and 0 others")]
    public async Task A_folder_of_tiles_is_believed(int size, string said)
    {
        await _log.WriteTilesAsync(size);
        Good(said, "tiles", _folder.Path, "--key", $"{_log.Signer.Key}", "--origin", PublishedLog.Origin);
    }

    [Fact]
    public async Task Tiles_of_earlier_sizes_may_stay_and_partial_ones_may_go()
    {
        await _log.WriteTilesAsync(300);
        await _log.WriteTilesAsync(700);
        Good("their 7 files and 3 others", "tiles", _folder.Path, "--key", $"{_log.Signer.Key}");
        await _log.WriteTilesAsync(300);
        File.Delete(Path.Combine(_folder.Path, "tile/0/001.p/44"));
        Good("300 entries", "tiles", _folder.Path, "--key", $"{_log.Signer.Key}");
    }

    [Theory]
    [InlineData("checkpoint", 30, "does not hold")]
    [InlineData("checkpoint", -40, "does not hold")]
    [InlineData("tile/entries/001", 12, "tile/0/001 is wrong")]
    [InlineData("tile/entries/002.p/188", 0, "cut short")]
    [InlineData("tile/0/000", 77, "tile/0/000 is wrong at hash 2")]
    [InlineData("tile/0/002.p/188", -1, "tile/0/002.p/188 is wrong at hash 699")]
    [InlineData("tile/1/000.p/2", 5, "tile/1/000.p/2 is wrong at hash 0")]
    [InlineData("tile/0/001.p/44", 5, "tile/0/001.p/44 is wrong")]
    [InlineData("tile/entries/001.p/44", 5, "tile/entries/001.p/44 holds other entries")]
    public async Task A_byte_changed_in_any_file_is_found_and_named(string file, int at, string said)
    {
        await _log.WriteTilesAsync(300);
        await _log.WriteTilesAsync(Size);
        var path = Path.Combine(_folder.Path, file);
        var bytes = File.ReadAllBytes(path);
        var place = at < 0 ? bytes.Length + at : at;

        // The end of a checkpoint is base64, and stays so: what is no base64 is refused for that.
        bytes[place] = file == "checkpoint" && at < 0 ? (byte)(bytes[place] == 'A' ? 'B' : 'A') : (byte)(bytes[place] ^ 1);
        File.WriteAllBytes(path, bytes);
        Bad(said, "tiles", _folder.Path, "--key", $"{_log.Signer.Key}");
    }

    [Theory]
    [InlineData("tile/entries/001")]
    [InlineData("tile/0/000")]
    [InlineData("tile/1/000.p/2")]
    public async Task A_file_that_is_missing_is_named(string file)
    {
        await _log.WriteTilesAsync(Size);
        File.Delete(Path.Combine(_folder.Path, file));
        Bad($"{file} is missing", "tiles", _folder.Path, "--key", $"{_log.Signer.Key}");
    }

    [Fact]
    public async Task Another_key_another_log_and_a_strange_file_are_not_believed()
    {
        await _log.WriteTilesAsync(Size);
        Bad("no known key", "tiles", _folder.Path, "--key", $"{_log.Old.Key}");
        Bad("another log", "tiles", _folder.Path, "--key", $"{_log.Signer.Key}", "--origin", "example.org/log - 8");
        _log.Write("tile/0/3", "");
        Bad("tile/0/3 is no tile", "tiles", _folder.Path, "--key", $"{_log.Signer.Key}");
    }

    [Fact]
    public async Task A_bundle_is_believed_whole_or_entry_by_entry()
    {
        var whole = _log.Write("whole.jsonl", await _log.BundleAsync(Enumerable.Range(0, Size), Size, withProofs: false));
        Good("700 of 700 entries are proven by the root over all", "bundle", whole, "--key", $"{_log.Old.Key}");
        Good("WHO signed is not proven", "bundle", whole);
        var part = _log.Write("part.jsonl", await _log.BundleAsync([0, 5, 255, 256, 699], Size, withProofs: true));
        Good("5 of 700 entries are proven, each by its path", "bundle", part, "--key", $"{_log.Signer.Key}");
    }

    [Fact]
    public async Task A_bundle_that_was_tampered_with_is_not_believed()
    {
        var whole = await _log.BundleAsync(Enumerable.Range(0, Size), Size, withProofs: false);
        var part = await _log.BundleAsync([0, 5, 699], Size, withProofs: true);
        using var stranger = NoteSigner.Create("example.org/log");
        foreach (var (text, said) in new[]
        {
            (whole.Replace("\"n\":41,", "\"n\":42,", StringComparison.Ordinal), "entry 41 was changed"),
            (string.Join('\n', whole.Split('\n').Where((_, i) => i != 301)), "699 of 699 entries are without a proof"),
            (string.Join('\n', whole.Split('\n')[..600]), "without a proof"),
            (Swapped(whole.Split('\n'), 10, 11), "stands behind"),
            (whole + whole.Split('\n')[1] + "\n", "stands behind"),
            (part.Replace("\"index\":5,", "\"index\":4,", StringComparison.Ordinal), "entry 4 is not in the log"),
            (part.Replace("\"proof\":[\"", "\"proof\":[\"" + Convert.ToBase64String(new byte[32]) + "\",\"", StringComparison.Ordinal), "line 2: the inclusion proof has too many hashes"),
            (part.Replace("\\n700\\n", "\\n701\\n", StringComparison.Ordinal), "does not hold"),
            (part.Replace("\\n100\\n", "\\n101\\n", StringComparison.Ordinal), "key link 1 does not hold"),
            (part.Replace("\"log\":1", "\"log\":2", StringComparison.Ordinal), "not the header"),
            (part.Replace("\"]}\n{", "\"],\"more\":1}\n{", StringComparison.Ordinal), "ends in something that is no proof"),
            (part.Replace("],\"log\"", "],\"more\":1,\"log\"", StringComparison.Ordinal), "not the header"),
            (whole.Replace("}}\n", "}} \n", StringComparison.Ordinal), "line 2: it ends in something that is no proof"),
            (part + "\n", "does not begin as an entry"),
            ("", "not JSON"),
        })
        {
            Bad(said, "bundle", _log.Write("bad.jsonl", text), "--key", $"{_log.Signer.Key}");
        }

        Bad("not in the bundle's chain", "bundle", _log.Write("part.jsonl", part), "--key", $"{stranger.Key}");
    }

    [Fact]
    public async Task A_checkpoint_by_a_key_that_was_given_up_before_its_size_is_not_believed()
    {
        var text = await _log.BundleAsync([], Size, withProofs: false);
        static string Json(string value) => System.Text.Json.JsonEncodedText.Encode(value).ToString();
        var good = System.Text.Encoding.UTF8.GetString((await _log.CheckpointAsync(Size)).Encode());
        var end = text.IndexOf("\",\"keys\"", StringComparison.Ordinal);
        var old = System.Text.Encoding.UTF8.GetString((await _log.CheckpointAsync(Size, _log.Old)).Encode());
        Assert.StartsWith("{\"checkpoint\":\"" + Json(good)[..60], text, StringComparison.Ordinal);
        Bad("no known key", "bundle", _log.Write("old.jsonl", "{\"checkpoint\":\"" + Json(old) + text[end..]));
    }

    [Fact]
    public async Task A_proof_is_believed_for_its_entry_alone()
    {
        var proof = new LogProof(300, await _log.Tree.InclusionAsync(300, Size), await _log.CheckpointAsync(Size), new byte[] { 1 });
        string[] call = ["proof", _log.Write("p", proof.Encode()), _log.Write("e", _log.Entry(300)), "--key", $"{_log.Signer.Key}", "--origin", PublishedLog.Origin];
        Good("the entry is number 300 of 700", call);
        _log.Write("e", _log.Entry(301));
        Bad("the entry is not number 300", call);
    }

    [Fact]
    public async Task A_log_that_grew_is_told_from_one_that_was_rewritten()
    {
        var key = _log.Write("key", $"{_log.Signer.Key}\n");
        foreach (var from in new[] { 0, 1, 255, 256, 300, 699, 700 })
        {
            var proof = string.Concat((await _log.Tree.ConsistencyAsync(from, Size)).Select(h => Convert.ToBase64String(h.Span) + "\n"));
            string[] call = ["consistency", _log.Write("old", (await _log.CheckpointAsync(from)).Encode()), _log.Write("new", (await _log.CheckpointAsync(Size)).Encode()), _log.Write("p", proof), "--key", key];
            Good(from == 0 ? "continues the empty one" : $"grew from {from} to 700", call);
            if (from is not 0 and not Size)
            {
                _log.Write("old", SignedNote.Sign(new Checkpoint(PublishedLog.Origin, from, new byte[32]).Text, _log.Signer).Encode());
                Bad("was rewritten", call);
                _log.Write("p", proof + Convert.ToBase64String(new byte[32]) + "\n");
                Assert.Equal(1, Run(call).Code);
            }
        }
    }

    [Fact]
    public void A_wrong_call_is_not_an_answer()
    {
        foreach (var call in new string[][] { [], ["tiles"], ["tiles", _folder.Path], ["tiles", _folder.Path, "--key", "x"], ["tiles", _folder.Path, "--key", $"{_log.Signer.Key}"] })
        {
            Assert.Equal(2, Run(call).Code);
        }
    }

    private static string Swapped(string[] lines, int a, int b)
    {
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return string.Join('\n', lines);
    }

    private void Good(string said, params string[] call)
    {
        var (code, output) = Run(call);
        Assert.True(code == 0, output);
        Assert.StartsWith("good: ", output, StringComparison.Ordinal);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private void Bad(string said, params string[] call)
    {
        var (code, output) = Run(call);
        Assert.True(code == 1, $"{code}: {output}");
        Assert.StartsWith("BAD: ", output, StringComparison.Ordinal);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private (int Code, string Output) Run(string[] call)
    {
        var script = Path.Combine(Repository.Root, "tests", "independent", "verify_log.py");
        using var process = Process.Start(new ProcessStartInfo(_python, ["-B", script, .. call]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
