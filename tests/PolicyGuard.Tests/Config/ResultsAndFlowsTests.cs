using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary>What the operator says of results and of flows.</summary>
public sealed class ResultsAndFlowsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_code()
    {
        var options = Options();
        Assert.Equal(Obligations.Default, options.Results);
        Assert.Equal((RequestFrom.Auto, false), (options.Gateway.RequestFrom, options.Gateway.SplitsFlows));
        Assert.True(options.Flows.SharesByCaller);
    }

    [Fact]
    public void Each_kind_can_be_said_and_the_others_stay()
    {
        var results = Options("results: { instructions: quarantine, custom: { case_number: block } }").Results;
        Assert.Equal("custom:case_number: block, instructions: quarantine, pii: off, secret: redact", results.ToString());
    }

    [Fact]
    public void The_token_of_a_flow_comes_from_the_environment_and_is_never_shown()
    {
        var loaded = Load(environment: [("POLICYGUARD_FLOW", "pgf_x")]);
        Assert.Equal("pgf_x", loaded.Options!.Gateway.FlowToken);
        Assert.True(ConfigKeys.Available.Single(static key => key.Name == "flows.token").Secret);
    }

    [Theory]
    [InlineData("results: { secret: mask }", "one of `off`, `warn`, `redact`, `quarantine`, `block`")]
    [InlineData("results: { custom: { instructions: off } }", "there is `results.instructions`")]
    [InlineData("results: { custom: { 'Bad Name': off } }", "not a label of your own")]
    [InlineData("flows: { request_from: agent }", "`auto`, `all`, `none`")]
    [InlineData("flows: { agent_keys: allow }", "`deny`, `split`")]
    public void What_makes_no_sense_is_told(string yaml, string told) => Assert.Contains(told, Faults(yaml), StringComparison.Ordinal);
}
