using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Reads configuration files, and lists in environment variables, with the reader that reads policies.</summary>
internal static class ConfigSource
{
    /// <summary>The file's sections; null where it has none, which is a fault unless the file is empty.</summary>
    public static ConfigMap? ReadFile(string file, string text, ICollection<Diagnostic> diagnostics)
    {
        // A file in which everything is commented out says nothing; that is no fault of a configuration.
        var faults = new List<Diagnostic>();
        var node = Node(file, SourceText.Read(text, file, faults));
        faults.Where(static fault => fault.Code != "empty-file").ToList().ForEach(diagnostics.Add);
        switch (node)
        {
            case null or ConfigScalar { IsNull: true }:
                return null;
            case ConfigMap map:
                return map;
            default:
                diagnostics.Add(node.Place.Error("config-shape", "a configuration is a mapping of sections", "start with a section such as `server:`"));
                return null;
        }
    }

    /// <summary>A list in flow style.</summary>
    public static ConfigNode? ReadValue(string source, string text, ICollection<Diagnostic> diagnostics) => Node(source, SourceText.Read(text, source, diagnostics));

    private static ConfigNode? Node(string file, SourceNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var place = new ConfigPlace(file, node.Line, node.Column);
        return node switch
        {
            SourceMap map => new ConfigMap(place, [.. map.Entries.Select(entry => new ConfigMember(entry.Key.Text, new(file, entry.Key.Line, entry.Key.Column), Node(file, entry.Value)!))]),
            SourceList list => new ConfigList(place, [.. list.Items.Select(item => Node(file, item)!)]),
            SourceScalar scalar => new ConfigScalar(place, scalar.Text) { IsNull = scalar.Type == ScalarKind.Null },
            _ => throw new InvalidOperationException($"{node.Kind} in a configuration"),
        };
    }
}
