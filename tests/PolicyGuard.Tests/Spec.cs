using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests;

/// <summary>The cases of the <c>spec</c> folder, embedded into this assembly.</summary>
internal static class Spec
{
    /// <summary>The files below a folder of <c>spec</c>, for example <c>messages</c>, as paths from <c>spec</c>.</summary>
    public static IEnumerable<string> Files(string folder) =>
        typeof(Spec).Assembly.GetManifestResourceNames()
            .Select(name => name.Replace('\\', '/'))
            .Where(name => name.StartsWith($"spec/{folder}/", StringComparison.Ordinal))
            .Select(name => name["spec/".Length..])
            .Order(StringComparer.Ordinal);

    /// <summary>The text of a file of <c>spec</c>.</summary>
    public static string Text(string file) => Embedded($"spec/{file}");

    /// <summary>The text of a file of <c>docs</c> that is embedded as well.</summary>
    public static string Document(string file) => Embedded($"docs/{file}");

    private static string Embedded(string path)
    {
        var assembly = typeof(Spec).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(name => name.Replace('\\', '/') == path);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    /// <summary>The cases of a file that holds a list of them.</summary>
    public static IEnumerable<YamlMappingNode> Cases(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Text(file)));
        return ((YamlSequenceNode)yaml.Documents[0].RootNode).Cast<YamlMappingNode>();
    }

    /// <summary>The scalar value of a key, or null.</summary>
    public static string? Scalar(this YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? ((YamlScalarNode)value).Value : null;

    /// <summary>The mapping under a key, or null.</summary>
    public static YamlMappingNode? Map(this YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? (YamlMappingNode)value : null;

    /// <summary>The list under a key, or null.</summary>
    public static YamlSequenceNode? List(this YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? (YamlSequenceNode)value : null;
}
