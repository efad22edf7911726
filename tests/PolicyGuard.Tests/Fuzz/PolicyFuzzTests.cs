using System.Text;
using PolicyGuard.Rules;
using PolicyGuard.Tests.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Fuzz;

/// <summary>Text in, rules or diagnostics out.</summary>
public sealed class PolicyFuzzTests
{
    private static readonly byte[][] Corpus =
    [
        .. RuleCase.All.Values.Select(c => c.Node.Scalar("policy")).OfType<string>().Where(t => t.Length is > 0 and < 3000).Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(StarterPolicies.Read("template")),
    ];

    [Theory]
    [InlineData(1, "p.yaml")]
    [InlineData(2, "p.json")]
    public void No_text_makes_the_loader_throw_or_half_load(int seed, string path)
    {
        var mutator = new Mutator(Corpus, new Dice((ulong)seed));
        var loaded = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var input = mutator.Next();
            var text = Encoding.UTF8.GetString(input);
            try
            {
                var result = PolicyLoader.Load([new PolicySource(path, text)], defaultAction: null);
                Assert.Equal(result.Rules is null, result.Diagnostics.Any(d => d.Severity == Severity.Error));
                Assert.All(result.Diagnostics, d => Assert.True(d.Line > 0 && d.Column > 0 && d.File == path, d.ToString()));
                if (result.Rules is not null)
                {
                    loaded++;
                    mutator.Keep(input);
                    foreach (var policy in result.Documents)
                    {
                        _ = PolicyTestRunner.Run(policy, result.Rules);
                    }
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, input {i}: {Convert.ToHexString(input)}\n{text}", e);
            }
        }

        Assert.True(loaded > 20, $"only {loaded} inputs loaded");
    }
}
