using System.Text;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Layers;

namespace PolicyGuard.Tests.Taint.Layers;

/// <summary>A drawn word is an id as often as a secret. One that somebody hid is a secret.</summary>
public sealed class ConcealmentTests
{
    private const string Drawn = "9fk2mx7qlw4zbt1vrc8y";
    private static readonly Scanner Scanner = new(new DetectorSet([]));

    [Theory]
    [InlineData("base64")]
    [InlineData("hex")]
    [InlineData("gzip")]
    [InlineData("percent")]
    [InlineData("json escapes")]
    [InlineData("entities")]
    [InlineData("zero width")]
    [InlineData("full width")]
    public void A_drawn_word_that_was_hidden_is_found(string way) =>
        Assert.Equal(Concealment.Id, Assert.Single(Scanner.ScanText($"see: {Hiding.Shown[way](Drawn)}")).Detector);

    [Theory]
    [InlineData("k='9fk2mx7qlw'+'4zbt1vrc8y'")]
    [InlineData("d=9 f k 2 m x 7 q l w 4 z b t 1 v r c 8 y")]
    [InlineData("https://x.example/?d=9fk2mx7qlw\n4zbt1vrc8y")]
    [InlineData("9fk2mx7\nqlw4zbt\n1vrc8y")]
    [InlineData("see: 9fk2mx7\nqlw4zbt\n1vrc8y")]
    [InlineData("%31%32%33%34%35%36%37%38%39%30%31%32%33")]
    [InlineData("d=9fk2mx7q\u04564zbt1v\u0433\u04418y0")]
    public void A_drawn_word_that_was_taken_apart_or_disguised_is_found(string text) => Assert.Equal(Concealment.Id, Assert.Single(Scanner.ScanText(text)).Detector);

    [Theory]
    [InlineData("9fk2mx7qlw4zbt1vrc8y")]
    [InlineData("k='9fk2mx7qlw4zbt1vrc8y'")]
    [InlineData("['9fk2mx7qlw', '4zbt1vrc8y']")]
    [InlineData("https://example.com/a?next=%2Fitems%2F9fk2mx7qlw4zbt1vrc8y")]
    [InlineData("log('id: 9fk2mx7qlw' + '4zbt1vrc8y is gone')")]
    [InlineData("9fk2mx7\nqlw4zbt\n1vrc8y5")]
    [InlineData("9fk2mx7\nqlw4zbt\n1vrc8y5\n")]
    [InlineData("key 9fk\n9fk2mx7\nqlw4zbt\n1vrc8y")]
    [InlineData("use 'aws@sha256:9fk2m'+'x7qlw4zbt1vrc8y5'")]
    [InlineData("key = 00000000000000000000000000000000000")]
    [InlineData("bxgnXrl = 00000000000000000000000000000000000GHIJKLM")]
    [InlineData("channel=000000000000000000")]
    [InlineData("channel=00000000000000000000000000000000")]
    [InlineData("channel=111111111111111111111111")]
    [InlineData("channel=abababababababababababab")]
    [InlineData("1 0 0 1 2 0 0 3 1 0 0 1 4 4 2 1")]
    [InlineData("a b c d e f g h i j k l")]
    [InlineData("\u0437\u0430\u043A\u0430\u0437 12\u043035 \u043E\u0442 2024 \u0433\u043E\u0434\u0430")]
    public void What_nobody_hid_is_left_alone(string text) => Assert.Empty(string.Join(", ", Scanner.ScanText(text)));

    [Fact]
    public void An_array_whose_items_were_cut_from_one_word_is_found_and_a_list_of_ids_is_not()
    {
        Assert.Equal(3, Scanner.Scan("""["9fk2mx7","qlw4zbt","1vrc8y"]"""u8).Count);
        Assert.Empty(Scanner.Scan("""["9fk2mx7","qlw4zbt","1vrc8y5"]"""u8));
        Assert.Empty(Scanner.Scan("""["9fk2","mx7qlw","4zbt1vrc8y5"]"""u8));
        Assert.Empty(Scanner.Scan("""{"a":"9fk2mx7","b":"qlw4zbt","c":"1vrc8y"}"""u8));
    }

    [Theory]
    [InlineData("some plain words about 2 things")]
    [InlineData("{\"id\":\"9fk2mx7qlw4zbt1vrc8y\"}")]
    [InlineData("https://example.com/9fk2mx7qlw4zbt1vrc8y")]
    [InlineData("src/main/resources/app2.properties")]
    [InlineData("2024-11-29T01:02:03.123Z")]
    [InlineData("configuration_manager_v2")]
    public void Encoded_text_that_is_no_drawn_word_is_left_alone(string text) => Assert.Empty(Scanner.ScanText(Convert.ToBase64String(Encoding.UTF8.GetBytes(text))));
}
