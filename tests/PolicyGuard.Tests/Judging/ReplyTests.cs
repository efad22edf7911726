using Microsoft.Extensions.AI;
using PolicyGuard.Agents.Judge;
using PolicyGuard.Gate.Judging;

namespace PolicyGuard.Tests.Judging;

/// <summary>What counts as an answer.</summary>
public sealed class ReplyTests
{
    private const string Rest = "\"reason\":\"r\",\"risk_indicators\":[\"a\"]";

    [Theory]
    [InlineData("""{"verdict":"allow","confidence":0.7,"reason":"r","risk_indicators":[]}""", JudgeWord.Allow, 0.7)]
    [InlineData("""{"verdict":"ALLOW ","confidence":1,"reason":"","risk_indicators":[]}""", JudgeWord.Allow, 1.0)]
    [InlineData(""" { "risk_indicators" : ["x"], "reason":"r","confidence":0.1,"verdict":"block"} """, JudgeWord.Block, 0.1)]
    [InlineData("""{"verdict":"maybe","confidence":1,"reason":"r","risk_indicators":[]}""", JudgeWord.Escalate, 1.0)]
    [InlineData("""{"verdict":"allow\u200b","confidence":1,"reason":"r","risk_indicators":[]}""", JudgeWord.Escalate, 1.0)]
    [InlineData("""{"verdict":"allow","confidence":1.7,"reason":"r","risk_indicators":[]}""", JudgeWord.Allow, 1.7)]
    public void An_answer_of_the_right_form_is_read(string text, JudgeWord word, double confidence)
    {
        var verdict = JudgeReply.Parse(text)!;
        Assert.Equal((word, confidence, JudgeMethod.Llm), (verdict.Word, verdict.Confidence, verdict.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData("allow")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("```json\n{\"verdict\":\"allow\",\"confidence\":1," + Rest + "}\n```")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":1," + Rest + "} I hope that helps")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":1," + Rest + "}{\"verdict\":\"block\",\"confidence\":1," + Rest + "}")]
    [InlineData("{\"verdict\":\"block\",\"verdict\":\"allow\",\"confidence\":1," + Rest + "}")]
    [InlineData("{\"verdict\":\"block\",\"\\u0076erdict\":\"allow\",\"confidence\":1," + Rest + "}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":1,\"override\":true," + Rest + "}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":NaN," + Rest + "}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":\"1\"," + Rest + "}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":null," + Rest + "}")]
    [InlineData("{\"verdict\":[\"allow\"],\"confidence\":1," + Rest + "}")]
    [InlineData("{\"verdict\":true,\"confidence\":1," + Rest + "}")]
    [InlineData("{\"Verdict\":\"allow\",\"confidence\":1," + Rest + "}")]
    [InlineData("{\"verdict\":\"allow\"," + Rest + "}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":1,\"reason\":\"r\"}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":1,\"reason\":\"r\",\"risk_indicators\":[1]}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":1,\"reason\":\"r\",\"risk_indicators\":{}}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":1,\"reason\":\"\\ud800\",\"risk_indicators\":[]}")]
    [InlineData("{\"verdict\":\"allow\",\"confidence\":1,\"reason\":\"r\",\"risk_indicators\":[],}")]
    [InlineData("{\"verdict\":\"allow\",/*x*/\"confidence\":1," + Rest + "}")]
    public void Everything_else_is_no_answer(string text) => Assert.Null(JudgeReply.Parse(text));

    [Fact]
    public void A_flood_is_no_answer()
    {
        Assert.Null(JudgeReply.Parse("{\"verdict\":\"allow\",\"confidence\":1,\"reason\":\"" + new string('x', 20_000) + "\",\"risk_indicators\":[]}"));
        Assert.Null(JudgeReply.Parse("{\"verdict\":\"allow\",\"confidence\":1,\"reason\":\"r\",\"risk_indicators\":[" + string.Join(',', Enumerable.Repeat("\"x\"", 33)) + "]}"));
        Assert.Null(JudgeReply.Parse(new string('[', 10_000)));
        Assert.NotNull((JudgeReply.Parse("{\"verdict\":\"allow\",\"confidence\":1e999," + Rest + "}") ?? JudgeVerdict.NoAnswer("")).Objection(0.7));
    }

    [Fact]
    public void An_answer_that_was_cut_off_filtered_or_calls_tools_is_none()
    {
        foreach (var end in new[] { ChatFinishReason.Length, ChatFinishReason.ContentFilter, ChatFinishReason.ToolCalls })
        {
            var cut = Doubles.FakeChat.Of(Doubles.FakeChat.Yes);
            cut.FinishReason = end;
            Assert.False(JudgeReply.Read(cut, "m").IsAnswer);
        }

        var acts = Doubles.FakeChat.Of(Doubles.FakeChat.Yes);
        acts.Messages[0].Contents.Add(new FunctionCallContent("1", "delete_all"));
        Assert.False(JudgeReply.Read(acts, "m").IsAnswer);
        Assert.True(JudgeReply.Read(Doubles.FakeChat.Of(Doubles.FakeChat.Yes), "m").IsAnswer);
    }
}
