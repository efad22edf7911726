using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance.Replay;

namespace PolicyGuard.Cli.Replay;

/// <summary>Shows which recorded decisions another policy set changes: a line each as they are found, and the counts at the end. JSON is one object a line.</summary>
internal sealed class HistoryOut(Stream output, bool json, bool rulesToo) : IDisposable
{
    private const long Step = 10_000;

    private readonly BufferedStream _output = new(output, 1 << 16);
    private readonly bool _shows = !Console.IsErrorRedirected;
    private long _seen;

    /// <summary>Takes a decision.</summary>
    public void Write(Redecision again)
    {
        if (++_seen % Step == 0 && _shows)
        {
            Console.Error.Write($"\r{_seen} decisions");
        }

        if (again.Differs || (rulesToo && again.DiffersInRule))
        {
            Line(json ? Json(writer => Row(writer, again)) : System.Text.Encoding.UTF8.GetBytes(Row(again)));
        }
    }

    /// <summary>Writes the counts.</summary>
    public void Write(HistoryReplay history)
    {
        if (_shows && _seen >= Step)
        {
            Console.Error.Write("\r");
        }

        if (json)
        {
            Line(Json(writer => Summary(writer, history)));
            return;
        }

        foreach (var line in Summary(history))
        {
            Line(System.Text.Encoding.UTF8.GetBytes(line));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void Line(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _output.WriteByte((byte)'\n');
    }

    private static ReadOnlySpan<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return JsonOut.Printable(buffer.WrittenSpan);
    }

    private static string Row(Redecision again)
    {
        var then = again.Recorded;
        return $"{then.At}  {then.CallId}  {SafeText.Of(then.Agent, 80)}  {SafeText.Of(then.Target, 120)}  {then.Effect.Name()} ({SafeText.Of(then.DecidedBy, 160)}) → "
            + $"{again.Effect.Name()} ({SafeText.Of(again.DecidedBy, 160)}){(again.Approximation is { } why ? $"  [approximate: {SafeText.Of(why)}]" : "")}";
    }

    private static void Row(Utf8JsonWriter writer, Redecision again)
    {
        var then = again.Recorded;
        writer.WriteNumber("index", then.Index);
        writer.WriteString("call_id", then.CallId);
        writer.WriteString("at", then.At);
        writer.WriteString("agent", then.Agent);
        writer.WriteString("target", then.Target);
        writer.WriteStartObject("then");
        writer.WriteString("effect", then.Effect.Name());
        writer.WriteString("by", then.DecidedBy);
        writer.WriteEndObject();
        writer.WriteStartObject("now");
        writer.WriteString("effect", again.Effect.Name());
        writer.WriteString("by", again.DecidedBy);
        writer.WriteEndObject();
        if (again.Approximation is { } why)
        {
            writer.WriteString("approximate", why);
        }
    }

    private static string Number(long count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static IEnumerable<string> Summary(HistoryReplay history)
    {
        yield return $"{Number(history.Decisions, "decision")} of then, {Number(history.Differences, "difference")}";
        foreach (var ((from, to), count) in history.Changes)
        {
            yield return $"  {from.Name()} → {to.Name()}: {count}";
        }

        if (history.OtherRules > 0)
        {
            yield return $"  the same effect by another rule: {history.OtherRules}";
        }

        if (history.Approximate > 0)
        {
            yield return $"  approximate, for lack of what there was then: {history.Approximate}";
        }

        if (history.Undecided > 0)
        {
            yield return $"  not decided again: {history.Undecided}";
            foreach (var (fault, count) in history.Faults)
            {
                yield return $"    {SafeText.Of(fault)}: {count}";
            }
        }
    }

    private static void Summary(Utf8JsonWriter writer, HistoryReplay history)
    {
        writer.WriteStartObject("summary");
        writer.WriteNumber("decisions", history.Decisions);
        writer.WriteNumber("differences", history.Differences);
        writer.WriteNumber("other_rules", history.OtherRules);
        writer.WriteNumber("approximate", history.Approximate);
        writer.WriteNumber("undecided", history.Undecided);
        writer.WriteStartArray("changes");
        foreach (var ((from, to), count) in history.Changes)
        {
            writer.WriteStartObject();
            writer.WriteString("from", from.Name());
            writer.WriteString("to", to.Name());
            writer.WriteNumber("count", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("undecided_because");
        foreach (var (fault, count) in history.Faults)
        {
            writer.WriteNumber(fault, count);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
