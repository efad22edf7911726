using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;

namespace PolicyGuard.Agents.Judge;

/// <summary>
/// Leaves a provider alone that fails: after at least 5 questions within 30 s of which half failed or took too long, for 30 s; then one question
/// tries it. Garbage is no failure: whoever writes the arguments could cause it, and would so switch the judge off for everybody.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class Breaker(TimeProvider clock)
{
    /// <summary>The questions before which nothing is concluded.</summary>
    public const int Fewest = 5;

    /// <summary>How long it looks back, and how long it leaves the provider alone.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = Fewest,
            SamplingDuration = Window,
            BreakDuration = Window,
            ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is not null),
        })
        .Build();

    /// <summary>Asks, unless the provider is left alone.</summary>
    /// <exception cref="BrokenCircuitException">It is.</exception>
    /// <exception cref="TimeoutException">The time was up.</exception>
    public async ValueTask<ChatResponse> RunAsync(Func<CancellationToken, Task<ChatResponse>> ask, CancellationToken limit) =>
        await _pipeline.ExecuteAsync(
            async token =>
            {
                try
                {
                    return await ask(limit).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (limit.IsCancellationRequested)
                {
                    throw new TimeoutException();
                }
            },
            CancellationToken.None).ConfigureAwait(false);
}
