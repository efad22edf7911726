using System.Text;
using PolicyGuard.Calls;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Calls;

/// <summary>Runs <c>spec/messages</c>.</summary>
public sealed class MessageCasesTests
{
    public static TheoryData<string> Names => [.. MessageCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_reader_does_what_the_case_says(string name)
    {
        var c = MessageCase.All[name];
        var read = RpcReader.TryRead(c.Utf8, c.Limits, out var message, out var fault);
        Assert.Equal(read, message is not null);
        Assert.Equal(read, fault is null);
        if (c.Refuse is null)
        {
            Assert.True(read, fault?.Message);
            Compare(c.Accept!, message!);
        }
        else
        {
            Assert.False(read, "accepted");
            Assert.Equal((c.Refuse, c.Id), (fault!.Reason, Encoding.UTF8.GetString(fault.Id.Span)));
            var unreadable = fault.Reason == Reasons.MessageNotJson || !System.Text.Unicode.Utf8.IsValid(c.Utf8);
            Assert.Equal(unreadable ? -32700 : -32600, fault.Code);
            Assert.DoesNotContain(fault.Message, char.IsControl);
        }
    }

    [Fact]
    public void Every_reason_of_the_reader_has_a_case()
    {
        var reasons = typeof(Reasons).GetFields().Select(f => (string)f.GetRawConstantValue()!).Where(r => r.StartsWith("message.", StringComparison.Ordinal));
        Assert.Superset(reasons.ToHashSet(), MessageCase.All.Values.Select(c => c.Refuse ?? "").ToHashSet());
    }

    private static void Compare(YamlMappingNode expected, RpcMessage m)
    {
        foreach (var (key, value) in expected.Children)
        {
            var found = ((YamlScalarNode)key).Value switch
            {
                "kind" => m.Kind.ToString().ToLowerInvariant(),
                "method" => m.Method,
                "name" => m.Name,
                "uri" => m.Uri,
                "protocolVersion" => m.ProtocolVersion,
                "id" => Text(m.Id),
                "params" => Text(m.Params),
                "nameRaw" => Text(m.NameRaw),
                "uriRaw" => Text(m.UriRaw),
                "cursorRaw" => Text(m.CursorRaw),
                "arguments" => Text(m.Arguments),
                "progressToken" => Text(m.ProgressToken),
                "cancelledId" => Text(m.CancelledId),
                "result" => Text(m.Result),
                "error" => Text(m.Error),
                var other => throw new InvalidOperationException($"no such part: {other}"),
            };
            Assert.Equal(((YamlScalarNode)value).Value, found);
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
