using System.Collections.Concurrent;
using PolicyGuard.Gate.Judging;

namespace PolicyGuard.Tests.Doubles;

/// <summary>A judge that says what a test tells it to, and remembers what it was asked.</summary>
internal sealed class ScriptedJudge : IIntentJudge
{
    public ConcurrentQueue<JudgeQuestion> Asked { get; } = new();

    public Func<JudgeQuestion, CancellationToken, ValueTask<JudgeVerdict>> Answer { get; set; } = static (_, _) => ValueTask.FromResult(Says(JudgeWord.Allow, 1));

    public static JudgeVerdict Says(JudgeWord word, double confidence, string reason = "because") => new()
    {
        Word = word, Confidence = confidence, Reason = reason, Method = JudgeMethod.Llm, Model = "m1", Prompt = "judge/1", PromptSha256 = "ab",
    };

    public ScriptedJudge Saying(JudgeWord word, double confidence, string reason = "because")
    {
        Answer = (_, _) => ValueTask.FromResult(Says(word, confidence, reason));
        return this;
    }

    public ValueTask<JudgeVerdict> JudgeAsync(JudgeQuestion question, CancellationToken ct)
    {
        Asked.Enqueue(question);
        return Answer(question, ct);
    }
}
