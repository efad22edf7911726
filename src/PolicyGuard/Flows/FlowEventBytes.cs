using System.Text;

namespace PolicyGuard.Flows;

/// <summary>Events as bytes: a version, then the fields in order, numbers in little-endian order.</summary>
public static class FlowEventBytes
{
    private const byte Version = 1;

    /// <summary>Writes an event.</summary>
    public static byte[] Write(FlowEvent flowEvent)
    {
        ArgumentNullException.ThrowIfNull(flowEvent);
        var buffer = new MemoryStream();
        using var w = new BinaryWriter(buffer, Encoding.UTF8);
        w.Write(Version);
        w.Write((byte)flowEvent.Kind);
        w.Write(flowEvent.At.ToUnixTimeMilliseconds());
        w.Write((int)flowEvent.Signs);
        w.Write(flowEvent.Acts);
        w.Write((ushort)flowEvent.Sources.Count);
        foreach (var source in flowEvent.Sources)
        {
            w.Write(source.CallId);
            w.Write(source.Upstream ?? "");
            w.Write(source.Tool);
            w.Write(source.Path);
            w.Write((byte)source.Origin);
            w.Write((byte)((source.IsConfidential ? 1 : 0) | (source.IsDocument ? 2 : 0)));
            w.Write(string.Join(',', source.Labels));
        }

        w.Write(flowEvent.Prints.Count);
        foreach (var print in flowEvent.Prints)
        {
            w.Write(print.Hash);
            w.Write(print.Source);
        }

        w.Write(flowEvent.Sink);
        w.Write((ushort)flowEvent.Tail.Length);
        w.Write(flowEvent.Tail.Span);
        w.Flush();
        return buffer.ToArray();
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="FormatException">Not an event, or one of another version.</exception>
    public static FlowEvent Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var r = new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false), Encoding.UTF8);
            if (r.ReadByte() is var version && version != Version)
            {
                throw new FormatException($"a flow event of version {version}; this program reads version {Version}");
            }

            var kind = (FlowEventKind)r.ReadByte();
            if (!Enum.IsDefined(kind))
            {
                throw new FormatException($"no kind of flow event has the number {(byte)kind}");
            }

            var at = DateTimeOffset.FromUnixTimeMilliseconds(r.ReadInt64());
            var signs = (FlowSigns)r.ReadInt32();
            var acts = r.ReadUInt32();
            var sources = new FlowSource[r.ReadUInt16()];
            for (var i = 0; i < sources.Length; i++)
            {
                sources[i] = Source(r);
            }

            var count = r.ReadInt32();
            if (count < 0 || count > bytes.Length / 10)
            {
                throw new FormatException("the flow event says that it has more fingerprints than fit into it");
            }

            var prints = new FlowPrint[count];
            for (var i = 0; i < prints.Length; i++)
            {
                prints[i] = new FlowPrint(r.ReadUInt64(), r.ReadUInt16());
                if (prints[i].Source >= sources.Length)
                {
                    throw new FormatException("a fingerprint of the flow event names a source that it has not");
                }
            }

            var sink = r.ReadUInt64();
            var tail = r.ReadBytes(r.ReadUInt16());
            return r.BaseStream.Position == bytes.Length
                ? new FlowEvent { Kind = kind, At = at, Signs = signs, Acts = acts, Sources = sources, Prints = prints, Sink = sink, Tail = tail }
                : throw new FormatException("the flow event goes on after its end");
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException)
        {
            throw new FormatException("the flow event is cut off or damaged", e);
        }
    }

    private static FlowSource Source(BinaryReader r)
    {
        var (call, upstream, tool, path) = (r.ReadString(), r.ReadString(), r.ReadString(), r.ReadString());
        var origin = (Origin)r.ReadByte();
        if (origin > Origin.Instructed)
        {
            throw new FormatException($"no origin has the number {(byte)origin}");
        }

        var flags = r.ReadByte();
        var labels = r.ReadString();
        return new FlowSource(call, upstream.Length == 0 ? null : upstream, tool, path, origin, labels.Length == 0 ? [] : labels.Split(',')) { IsConfidential = (flags & 1) != 0, IsDocument = (flags & 2) != 0 };
    }
}
