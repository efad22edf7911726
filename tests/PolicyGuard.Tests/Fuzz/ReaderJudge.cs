using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Fuzz;

/// <summary>
/// Says what is wrong with the readers' answer to some bytes. A second opinion comes from the runtime's own strict parser, with what it
/// does not look at (UTF-8, halves of surrogate pairs) added here in another way than the readers have it.
/// </summary>
internal static class ReaderJudge
{
    private static readonly RpcLimits Limits = new(MaxBytes: 6000, MaxDepth: 16, MaxTokens: 400);

    private static readonly HashSet<string> Declared =
        [.. typeof(Reasons).GetFields().Select(f => (string)f.GetRawConstantValue()!).Where(r => r.StartsWith("message.", StringComparison.Ordinal))];

    /// <returns>Whether the input is JSON, so that it is worth changing further.</returns>
    public static bool Check(byte[] input)
    {
        var strict = StrictJson.TryCheck(input, Limits, out var textFault);
        var read = RpcReader.TryRead(input, Limits, out var message, out var fault);
        Assert.Equal(strict, textFault is null);
        Assert.Equal(read, fault is null);
        Assert.Equal(read, message is not null);
        CheckText(input, textFault);
        if (fault is not null)
        {
            CheckFault(input, fault);

            // A text that is refused as JSON is refused as a message for the same reason, unless it is no object to begin with.
            Assert.True(textFault is null || fault.Reason == textFault.Reason || fault.Reason == Reasons.MessageBatch, $"{fault} but {textFault}");
            return textFault is null;
        }

        Assert.True(strict, textFault?.Message);
        CheckMessage(input, message!);
        CheckSplices(message!);
        return true;
    }

    private static void CheckText(byte[] input, RpcFault? fault)
    {
        var opinion = Opinion(input, out var canonical);
        if (fault is null)
        {
            Assert.Null(opinion);
            CheckCanonical(input, canonical!);
            return;
        }

        CheckFault(input, fault);
        var agreed = fault.Reason switch
        {
            Reasons.MessageTooLarge or Reasons.MessageTooDeep => true,
            Reasons.MessageNotUtf8 => opinion is "utf-8" or "surrogate" or "json",
            Reasons.MessageDuplicateKey => opinion is "duplicate" or "surrogate" or "json",
            Reasons.MessageNotJson => opinion is "json",
            _ => false,
        };
        Assert.True(agreed, $"refused with {fault.Reason}, second opinion: {opinion ?? "fine"}");
    }

    // Null where the text is fine.
    private static string? Opinion(byte[] input, out JsonDocument? json)
    {
        json = null;
        if (!Utf8.IsValid(input))
        {
            return "utf-8";
        }

        try
        {
            json = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = 10_000 });
        }
        catch (JsonException)
        {
            return "json";
        }

        try
        {
            Texts(json.RootElement);
        }
        catch (InvalidOperationException)
        {
            return "surrogate";
        }

        try
        {
            using var strict = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = 10_000, AllowDuplicateProperties = false });
            return null;
        }
        catch (JsonException)
        {
            return "duplicate";
        }
    }

    // Reading a text throws where it has no UTF-16 form.
    private static void Texts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Texts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    Texts(member.Value);
                }

                break;
        }
    }

    private static void CheckFault(byte[] input, RpcFault fault)
    {
        Assert.Contains(fault.Reason, Declared);
        Assert.Contains(fault.Code, new[] { -32700, -32600 });
        Assert.InRange(fault.Message.Length, 10, 600);
        Assert.DoesNotContain(fault.Message, c => c is < ' ' or > '~');
        Assert.True(fault.Id.IsEmpty || input.AsSpan().Overlaps(fault.Id.Span));
    }

    private static void CheckCanonical(byte[] input, JsonDocument json)
    {
        byte[] canonical;
        try
        {
            canonical = CanonicalJson.Serialize(json.RootElement);
        }
        catch (JsonException e) when (e.Message.Contains("beyond", StringComparison.Ordinal))
        {
            return;
        }

        Assert.True(StrictJson.TryCheck(canonical, RpcLimits.Default, out var fault), fault?.Message);
        using var again = JsonDocument.Parse(canonical);
        Assert.Equal(canonical, CanonicalJson.Serialize(again.RootElement));
    }

    private static void CheckMessage(byte[] input, RpcMessage m)
    {
        using var json = JsonDocument.Parse(input);
        var root = json.RootElement;
        Assert.Equal("2.0", root.GetProperty("jsonrpc").GetString());
        Assert.Equal(root.GetRawText(), Text(m.Utf8));
        Same(root, "method", m.Method);
        Same(root, "id", m.Id, m.Kind != RpcKind.Error);
        Same(root, "result", m.Result);
        Same(root, "error", m.Error);
        if (m.Method is null)
        {
            Assert.True(m.Params.IsEmpty && m.Arguments.IsEmpty && m.Meta.IsEmpty && m.ProgressToken.IsEmpty && m.Name is null);
            return;
        }

        Same(root, "params", m.Params);
        if (!root.TryGetProperty("params", out var parameters))
        {
            return;
        }

        Same(parameters, "arguments", m.Arguments);
        Same(parameters, "_meta", m.Meta);
        if (m.Method is RpcMethods.ToolsCall or RpcMethods.PromptsGet)
        {
            Same(parameters, "name", m.Name);
            Same(parameters, "name", m.NameRaw);
            Assert.NotNull(m.Name);
        }

        if (m.Method is RpcMethods.ResourcesRead)
        {
            Same(parameters, "uri", m.Uri);
        }
    }

    private static void CheckSplices(RpcMessage m)
    {
        if (m.Kind != RpcKind.Request)
        {
            return;
        }

        var id = "\"spliced\""u8.ToArray();
        var token = "-1.5e3"u8.ToArray();
        var changed = JsonSplice.Apply(m.Utf8, RpcEdits.Id(m, id), RpcEdits.ProgressToken(m, token));

        // A message that was as long as may be is now longer.
        Assert.True(RpcReader.TryRead(changed, RpcLimits.Default, out var again, out var fault), fault?.Message);
        Assert.Equal(id, again!.Id.ToArray());
        Assert.Equal(token, again.ProgressToken.ToArray());
        Assert.Equal((m.Method, m.Name, m.Uri), (again.Method, again.Name, again.Uri));
        Assert.Equal(Text(m.Arguments), Text(again.Arguments));
    }

    private static void Same(JsonElement container, string name, string? found)
    {
        if (found is not null || container.TryGetProperty(name, out _))
        {
            Assert.Equal(container.GetProperty(name).GetString(), found);
        }
    }

    private static void Same(JsonElement container, string name, ReadOnlyMemory<byte> found, bool always = true)
    {
        if (container.TryGetProperty(name, out var value) && (always || value.ValueKind != JsonValueKind.Null))
        {
            Assert.Equal(value.GetRawText(), Text(found));
        }
        else
        {
            Assert.True(found.IsEmpty);
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
