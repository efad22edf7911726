using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Flows;

/// <summary>
/// What a flow remembers for intent: which tools were let through, each once, the latest first. Immutable. It knows no policy: whatever policy
/// is in force later can be asked about the same path, so a reload forgives nothing.
/// </summary>
/// <remarks>
/// A tool that is called twice in a row moves nothing. A path holds at most <see cref="MostTools"/> tools and <see cref="MostBytes"/> bytes; it
/// never forgets one to make room, because what was forgotten could be done again.
/// </remarks>
public sealed class IntentPath
{
    /// <summary>The most tools of one path.</summary>
    public const int MostTools = 512;

    /// <summary>The most bytes of one path, as <see cref="ToBytes"/> writes it.</summary>
    public const int MostBytes = 16 * 1024;

    /// <summary>The path of a flow in which nothing happened.</summary>
    public static readonly IntentPath Empty = new([], 0, IntentPathBytes.Overhead);

    private readonly int _bytes;

    private IntentPath(PathStep[] steps, long moves, int bytes)
    {
        Steps = steps;
        Moves = moves;
        _bytes = bytes;
    }

    /// <summary>The tools, the latest first.</summary>
    public IReadOnlyList<PathStep> Steps { get; }

    /// <summary>How often the last tool changed.</summary>
    public long Moves { get; }

    /// <summary>The tool that was let through last, or null at the start.</summary>
    public PathStep? Last => Steps.Count == 0 ? null : Steps[0];

    /// <summary>The path after one more tool; this same path where it was the last one already; null where there is no room for another tool.</summary>
    /// <param name="upstream">The tool's upstream, or null.</param>
    /// <param name="tool">The tool.</param>
    public IntentPath? After(string? upstream, CanonicalName tool)
    {
        if (Last?.Is(upstream, tool) == true)
        {
            return this;
        }

        var step = new PathStep(upstream, tool, Moves + 1);
        var rest = Others(upstream, tool);
        var bytes = rest.Length == Steps.Count ? _bytes + IntentPathBytes.SizeOf(step) : _bytes;
        return rest.Length >= MostTools || bytes > MostBytes ? null : new IntentPath([step, .. rest], Moves + 1, bytes);
    }

    /// <summary>
    /// The path without one move, for a call that was let through and then could not be run. What others did since stays; this same path where
    /// there is nothing to take back.
    /// </summary>
    /// <param name="move">The move, as <see cref="PathStep.Move"/> numbers it.</param>
    /// <param name="before">The path as it was before the move.</param>
    public IntentPath Without(PathStep move, IntentPath before)
    {
        if (!Steps.Any(step => step.Move == move.Move && step.Is(move.Upstream, move.Tool)))
        {
            return this;
        }

        var rest = Others(move.Upstream, move.Tool);
        var earlier = before.Steps.FirstOrDefault(step => step.Is(move.Upstream, move.Tool));
        return earlier is null
            ? new IntentPath(rest, Moves, _bytes - IntentPathBytes.SizeOf(move))
            : new IntentPath([.. rest.Append(earlier).OrderByDescending(static step => step.Move)], Moves, _bytes);
    }

    /// <summary>The path as bytes.</summary>
    public byte[] ToBytes() => IntentPathBytes.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">It did not write this.</exception>
    public static IntentPath FromBytes(ReadOnlySpan<byte> bytes)
    {
        var (steps, moves) = IntentPathBytes.Read(bytes);
        return steps.Length == 0 && moves == 0 ? Empty : new IntentPath(steps, moves, IntentPathBytes.Overhead + steps.Sum(IntentPathBytes.SizeOf));
    }

    /// <inheritdoc/>
    public override string ToString() => new StringBuilder().AppendJoin(" ← ", Steps.Select(static step => step.Tool.Full)).ToString();

    private PathStep[] Others(string? upstream, CanonicalName tool) => [.. Steps.Where(step => !step.Is(upstream, tool))];
}
