using System.Diagnostics;
using System.Globalization;
using PolicyGuard.Tests.Calls;

namespace PolicyGuard.Tests.Fuzz;

/// <summary>Bytes in, only declared refusals out.</summary>
public sealed class ReaderFuzzTests
{
    private static readonly byte[][] Corpus = [.. MessageCase.All.Values.Select(c => c.Utf8).Where(b => b.Length is > 0 and < 3000)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_bytes_make_the_readers_throw_or_disagree_with_a_second_parser(int seed) => Try((ulong)seed, tries: 4_000, until: null);

    /// <summary>As long as one likes: <c>eng/fuzz</c>.</summary>
    [Fact(Explicit = true)]
    public void No_bytes_make_the_readers_throw_however_long_one_tries()
    {
        var seconds = double.Parse(Environment.GetEnvironmentVariable("POLICYGUARD_FUZZ_SECONDS") ?? "60", CultureInfo.InvariantCulture);
        var seed = ulong.Parse(Environment.GetEnvironmentVariable("POLICYGUARD_FUZZ_SEED") ?? "0", CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        var tries = Try(seed, tries: long.MaxValue, until: () => clock.Elapsed.TotalSeconds > seconds);
        TestContext.Current.TestOutputHelper!.WriteLine($"{tries} inputs");
    }

    private static long Try(ulong seed, long tries, Func<bool>? until)
    {
        var mutator = new Mutator(Corpus, new Dice(seed));
        var slowest = TimeSpan.Zero;
        for (long i = 0; i < tries; i++)
        {
            var input = mutator.Next();
            var start = Stopwatch.GetTimestamp();
            try
            {
                if (ReaderJudge.Check(input))
                {
                    mutator.Keep(input);
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, input {i}: {Convert.ToHexString(input)}", e);
            }

            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
            if (until is not null && i % 256 == 0 && until())
            {
                // Only in long runs: a pause of the machine is no fault of the readers, a second for 8 KiB is.
                Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
                return i + 1;
            }
        }

        return tries;
    }
}
