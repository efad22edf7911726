using System.Reflection;

namespace PolicyGuard.Tests.Floors;

/// <summary>What of the runtime the core must not use: it is handed clocks, bytes and stores, and reaches for none itself.</summary>
internal static class OutsideWorld
{
    // Namespaces, whole.
    private static readonly string[] Spaces = ["System.Net", "System.IO.Pipes", "System.IO.IsolatedStorage", "System.IO.MemoryMappedFiles", "Microsoft.Win32"];

    private static readonly string[] Things =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.FileSystemInfo",
        "System.IO.FileSystemWatcher", "System.IO.DriveInfo", "System.IO.RandomAccess", "System.Console", "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch", "System.Threading.Timer", "System.Timers.Timer", "System.Threading.PeriodicTimer", "System.Random",
    ];

    private static readonly string[] Doings =
    [
        "System.TimeProvider.get_System", "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.Environment.GetEnvironmentVariable", "System.Environment.GetEnvironmentVariables", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.Threading.Thread.Sleep",
    ];

    // With a time but without a TimeProvider these run on the system's clock.
    private static readonly string[] Timed =
    [
        "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.WaitAsync", "System.Threading.CancellationTokenSource..ctor",
        "System.Threading.CancellationTokenSource.CancelAfter", "System.Threading.SemaphoreSlim.Wait", "System.Threading.SemaphoreSlim.WaitAsync",
    ];

    /// <summary>Every use of the outside world, in words.</summary>
    public static IEnumerable<string> UsedBy(IEnumerable<Type> types) =>
        from type in types
        from used in TypeUses.Of(type).Concat(TypeUses.Members(type)).Select(Name).OfType<string>().Distinct()
        select $"{type.FullName} uses {used}";

    // What a thing of the outside world is called; null for all others.
    private static string? Name(MemberInfo used)
    {
        var type = used as Type ?? used.DeclaringType!;
        var name = type.FullName ?? type.Name;
        if (Things.Contains(name) || Array.Exists(Spaces, space => $"{type.Namespace}.".StartsWith(space + ".", StringComparison.Ordinal)))
        {
            return name;
        }

        var member = $"{name}.{used.Name}";
        return Doings.Contains(member) || (Timed.Contains(member) && RunsOnTheSystemsClock((MethodBase)used)) ? member : null;
    }

    private static bool RunsOnTheSystemsClock(MethodBase method)
    {
        var types = method.GetParameters().Select(p => p.ParameterType).ToList();
        return (types.Contains(typeof(TimeSpan)) || types.Contains(typeof(int))) && !types.Contains(typeof(TimeProvider));
    }
}
