using System.Text.Json;

namespace PolicyGuard.Text;

/// <summary>Writes a tree as JSON, for arguments that stand in policy tests.</summary>
internal static class SourceJson
{
    public static byte[] Write(SourceNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, node);
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, SourceNode node)
    {
        switch (node)
        {
            case SourceMap map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.Entries)
                {
                    writer.WritePropertyName(key.Text);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case SourceList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case SourceScalar { Type: ScalarKind.Null }:
                writer.WriteNullValue();
                break;
            case SourceScalar { Type: ScalarKind.Bool } scalar:
                writer.WriteBooleanValue(scalar.Text is ['t' or 'T', ..]);
                break;
            case SourceScalar { Type: ScalarKind.Number } scalar when IsJsonNumber(scalar.Text):
                writer.WriteRawValue(scalar.Text);
                break;
            case SourceScalar scalar:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }

    // YAML also writes +1, .5, 1. and 007, which JSON does not know.
    private static bool IsJsonNumber(string text)
    {
        var digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        return digits is [>= '0' and <= '9', ..] && !(digits is ['0', >= '0' and <= '9', ..]) && !text.EndsWith('.') && !text.Contains(".e", StringComparison.OrdinalIgnoreCase);
    }
}
