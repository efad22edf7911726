using PolicyGuard.Gateway.Config;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary><c>${NAME}</c> in the file, and what is shown of it.</summary>
public sealed class VariableTests
{
    private static string Header(string value, params (string, string)[] environment) =>
        Options($"upstreams: {{ a: {{ url: 'http://x/', headers: {{ h: '{value}' }} }} }}", environment).Gateway.Upstreams[0].Headers["h"];

    [Theory]
    [InlineData("Bearer ${T}", "Bearer t0p")]
    [InlineData("${T}${T}", "t0pt0p")]
    [InlineData("${NO:-x}", "x")]
    [InlineData("${NO:-}", "")]
    [InlineData("${T:-x}", "t0p")]
    [InlineData("${EMPTY:-x}", "x")]
    [InlineData("$${T}", "${T}")]
    [InlineData("a$b", "a$b")]
    [InlineData("$T", "$T")]
    [InlineData("${INNER}", "${T}")]
    public void Is_expanded_once(string written, string expected) =>
        Assert.Equal(expected, Header(written, ("T", "t0p"), ("EMPTY", ""), ("INNER", "${T}")));

    [Theory]
    [InlineData("${NO}", "config.yaml:2:7: error[variable-unset]: the environment variable `NO` is not set (set it, or give a default: `${NO:-…}`)")]
    [InlineData("${NO", "no closing brace")]
    [InlineData("${a-b}", "not the name of an environment variable")]
    [InlineData("${}", "not the name of an environment variable")]
    public void A_variable_that_gives_nothing_is_an_error_with_its_place(string written, string expected) =>
        Assert.Contains(expected, Faults($"policy: {{ paths: [\n      '{written}'] }}"));

    [Fact]
    public void Secrets_are_never_shown()
    {
        var loaded = Load(
            """
            upstreams:
              a:
                url: http://x/mcp?key=s3cret
                headers: { Authorization: "Bearer s3cret", X-Other: "${T}" }
              b:
                command: run
                args: [--token, "${T}"]
                env: { TOKEN: s3cret }
            """,
            [("T", "s3cret"), ("POLICYGUARD_UPSTREAMS__B__ENV__MORE", "s3cret")]);
        Assert.NotNull(loaded.Options);
        Assert.DoesNotContain("s3cret", string.Join('\n', loaded.Settings.Select(static setting => setting.Shown + string.Join(' ', setting.Items ?? []))));
        Assert.Equal("[--token, ${T}]", loaded.Settings.Single(static setting => setting.Name == "upstreams.b.args").Shown);
        Assert.Contains(loaded.Settings, static setting => setting is { Name: "upstreams.b.env.MORE", Shown: "***", Origin: "POLICYGUARD_UPSTREAMS__B__ENV__MORE" });
    }

    [Theory]
    [InlineData("auth: { api_keys: [s3cret] }")]
    [InlineData("upstreams: { a: { url: 'ftp://${T}' } }")]
    public void Secrets_are_not_in_messages_either(string yaml) => Assert.DoesNotContain("s3cret", Faults(yaml, [("T", "s3cret")]));

    [Fact]
    public void A_variable_is_not_expanded_in_the_environment() =>
        Assert.Equal("${X}", Options("upstreams: { a: { command: x } }", [("POLICYGUARD_UPSTREAMS__A__ENV__V", "${X}")]).Gateway.Upstreams[0].Env["V"]);
}
