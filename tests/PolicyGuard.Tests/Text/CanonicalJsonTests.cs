using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Text;

public sealed class CanonicalJsonTests
{
    public static TheoryData<string> Names => [.. Spec.Cases("vectors/canonical-json.yaml").Select(c => c.Scalar("name")!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_canonical_form_is_the_one_of_the_vector(string name)
    {
        var c = Spec.Cases("vectors/canonical-json.yaml").Single(c => c.Scalar("name") == name);
        using var json = JsonDocument.Parse(c.Scalar("json")!);
        if (c.Scalar("canonical") is "null")
        {
            Assert.Throws<JsonException>(() => CanonicalJson.Serialize(json.RootElement));
        }
        else
        {
            Assert.Equal(c.Scalar("canonical"), Encoding.UTF8.GetString(CanonicalJson.Serialize(json.RootElement)));
        }
    }

    [Fact]
    public void Numbers_are_written_as_appendix_B_of_the_RFC_writes_them()
    {
        foreach (var c in Spec.Cases("vectors/es6-numbers.yaml"))
        {
            var bits = ulong.Parse(c.Scalar("bits")!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            Assert.Equal(c.Scalar("text"), Written(BitConverter.UInt64BitsToDouble(bits)));
        }
    }

    // The hash is that of the same lines written by the JSON.stringify of V8, for the same sequence of bits.
    [Fact]
    public void A_hundred_thousand_doubles_of_every_size_are_written_as_ECMAScript_writes_them()
    {
        var text = new StringBuilder();
        var state = 0UL;
        for (var i = 0; i < 100_000; i++)
        {
            // SplitMix64.
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            var value = BitConverter.UInt64BitsToDouble(z ^ (z >> 31));
            if (double.IsFinite(value))
            {
                text.Append(Written(value)).Append('\n');
            }
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
        Assert.Equal("fdeeb1056ccbad11e1b9491d6682d1259b59fad0f898202091fc131de702e9c9", hash);
    }

    [Fact]
    public void A_raw_byte_that_is_no_UTF8_has_no_canonical_form()
    {
        using var value = JsonDocument.Parse(new byte[] { (byte)'"', 0xff, (byte)'"' });
        using var name = JsonDocument.Parse(new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' });
        Assert.Throws<JsonException>(() => CanonicalJson.Serialize(value.RootElement));
        Assert.Throws<JsonException>(() => CanonicalJson.Serialize(name.RootElement));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Serialize(default));
    }

    [Theory]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("-0.0", "0")]
    [InlineData("0e5", "0")]
    [InlineData("-1.500e+00", "-1.5")]
    [InlineData("1200e-2", "12")]
    [InlineData("0.00000100", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("123456789012345678901", "123456789012345678901")]
    [InlineData("1234567890123456789012", "1.234567890123456789012e+21")]
    [InlineData("333333333.33333329", "333333333.33333329")]
    [InlineData("1e309", "1e+309")]
    [InlineData("-10e2147483647", "-1e+2147483648")]
    [InlineData("1e2147483648", "1e2147483648")]
    [InlineData("0.1e-2147483648", "1e-2147483649")]
    public void The_exact_form_keeps_every_digit_and_nothing_else(string number, string exact)
    {
        using var json = JsonDocument.Parse(number);
        Assert.Equal(exact, Encoding.ASCII.GetString(CanonicalJson.SerializeExact(json.RootElement)));
    }

    private static string Written(double value)
    {
        var output = new ArrayBufferWriter<byte>(32);
        CanonicalJsonNumber.Write(value, output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
