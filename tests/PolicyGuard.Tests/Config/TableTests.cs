using PolicyGuard.Gateway.Config;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary>The table of keys is the only place where a default is said; the options must agree with it.</summary>
public sealed class TableTests
{
    [Fact]
    public void Every_default_can_be_written_and_changes_nothing()
    {
        var plain = Options();
        foreach (var key in ConfigKeys.Available.Where(static key => key.Default is not null && !key.Name.Contains('*')))
        {
            var path = key.Name.Split('.');
            var written = Options(path[..^1].Reverse().Aggregate($"{path[^1]}: {key.Default}", static (inner, name) => $"{name}: {{ {inner} }}"));
            Assert.Equal(plain.Gateway.Host, written.Gateway.Host);
            Assert.Equivalent(Comparable(plain), Comparable(written), strict: true);
        }
    }

    [Fact]
    public void Every_default_of_an_upstream_can_be_written_and_changes_nothing()
    {
        var plain = Options("upstreams: { a: { command: x } }");
        foreach (var key in ConfigKeys.Available.Where(static key => key.Default is not null && key.Name.StartsWith("upstreams.", StringComparison.Ordinal)))
        {
            var written = Options($"upstreams: {{ a: {{ command: x, {key.Name.Split('.')[^1]}: {key.Default} }} }}");
            Assert.Equivalent(Comparable(plain), Comparable(written), strict: true);
        }
    }

    // The comparison reads all properties; those of an address throw.
    private static ProgramOptions Comparable(ProgramOptions options) => options with { Gateway = options.Gateway with { Host = null! } };

    [Fact]
    public void No_name_is_given_twice()
    {
        var names = ConfigKeys.Available.Concat(ConfigKeys.Unavailable).SelectMany(static key => key.Aliases.Select(static alias => alias.Name).Append(key.Name)).ToList();
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Every_key_without_a_star_is_shown() => Assert.Equal(
        ConfigKeys.Available.Where(static key => !key.Name.Contains('*')).Select(static key => key.Name),
        Load().Settings.Select(static setting => setting.Name));

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("2", 2)]
    [InlineData("1.5h", 5400)]
    [InlineData("1d", 86400)]
    public void Times_are_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Options($"upstreams: {{ a: {{ command: x, timeout: {text}, max_time: 7d }} }}").Gateway.Upstreams[0].Timeout);

    [Theory]
    [InlineData("65536", 65536)]
    [InlineData("64KiB", 65536)]
    [InlineData("1mib", 1048576)]
    public void Sizes_are_read(string text, int bytes) => Assert.Equal(bytes, Options($"server: {{ max_request_bytes: {text} }}").Gateway.Message.MaxBytes);
}
