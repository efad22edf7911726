using System.Globalization;
using System.Text;
using PolicyGuard.Calls;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Calls;

/// <summary>One case of <c>spec/messages</c>; its README says what the keys mean.</summary>
internal sealed record MessageCase(string Name, byte[] Utf8, RpcLimits Limits, string? Refuse, string Id, YamlMappingNode? Accept)
{
    private static readonly string[] Keys = ["name", "feared", "text", "bytes", "build", "limits", "refuse", "id", "accept"];

    /// <summary>Every case of every file, by <c>file: name</c>.</summary>
    public static readonly IReadOnlyDictionary<string, MessageCase> All =
        (from file in Spec.Files("messages")
         from node in Spec.Cases(file)
         select (Key: $"{Path.GetFileNameWithoutExtension(file)}: {node.Scalar("name")}", Case: Read(node)))
        .ToDictionary(c => c.Key, c => c.Case);

    private static MessageCase Read(YamlMappingNode node)
    {
        foreach (var key in node.Children.Keys)
        {
            Assert.Contains(((YamlScalarNode)key).Value, Keys);
        }

        var limits = node.Map("limits");
        var all = RpcLimits.Default;
        return new MessageCase(
            node.Scalar("name")!,
            node.Scalar("text") is { } text ? Encoding.UTF8.GetBytes(text) : node.Scalar("bytes") is { } bytes ? Raw(bytes) : Build(node.List("build")!),
            new RpcLimits(Number(limits, "bytes", all.MaxBytes), Number(limits, "depth", all.MaxDepth), Number(limits, "tokens", all.MaxTokens)),
            node.Scalar("refuse"),
            node.Scalar("id") ?? "",
            node.Map("accept"));
    }

    private static int Number(YamlMappingNode? node, string key, int otherwise) =>
        node?.Scalar(key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    // Text in which <ff> stands for one raw byte.
    private static byte[] Raw(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '<')
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 3;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }

    private static byte[] Build(YamlSequenceNode pieces)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces.Cast<YamlSequenceNode>())
        {
            var times = int.Parse(((YamlScalarNode)piece[1]).Value!, CultureInfo.InvariantCulture);
            text.Insert(text.Length, ((YamlScalarNode)piece[0]).Value!, times);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
