using System.Globalization;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>JSON pointers (RFC 6901) for the places of a text: who sent an array never saw its lines.</summary>
internal static class Pointers
{
    /// <summary>The pointer of each place at which a value, or the key of one, begins.</summary>
    public static Dictionary<(int Line, int Column), string> Of(SourceNode root)
    {
        var pointers = new Dictionary<(int Line, int Column), string>();
        Walk(root, "", pointers);
        return pointers;
    }

    private static void Walk(SourceNode node, string pointer, Dictionary<(int Line, int Column), string> pointers)
    {
        pointers.TryAdd((node.Line, node.Column), pointer);
        switch (node)
        {
            case SourceMap map:
                foreach (var (key, value) in map.Entries)
                {
                    var below = $"{pointer}/{key.Text.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
                    pointers.TryAdd((key.Line, key.Column), below);
                    Walk(value, below, pointers);
                }

                break;
            case SourceList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Walk(list.Items[i], string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"), pointers);
                }

                break;
        }
    }
}
