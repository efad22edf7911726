using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary>A call of something that the project does not define.</summary>
/// <param name="Name">The full name, where it is known: <c>os.system</c>, <c>requests.Session.get</c>.</param>
/// <param name="Receiver">What the method was taken from.</param>
/// <param name="Method">The name behind the last dot as written, or null where it is no attribute.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="At">Where.</param>
internal sealed record Invocation(string? Name, Value Receiver, string? Method, List<Passed> Arguments, Place At)
{
    /// <summary>The argument at a position or of a name; null where it is not given.</summary>
    public Value? Argument(int position, params ReadOnlySpan<string> names)
    {
        foreach (var argument in Arguments)
        {
            if (argument.Name is not null && names.Contains(argument.Name))
            {
                return argument.Value;
            }
        }

        var index = 0;
        foreach (var argument in Arguments)
        {
            if (argument.Name is not null || argument.Stars == 2)
            {
                continue;
            }

            if (index++ == position || argument.Stars == 1)
            {
                return argument.Value;
            }
        }

        return null;
    }

    /// <summary>The last part of the name.</summary>
    public string Last => Method ?? (Name is null ? "" : DottedName.Last(Name));
}
