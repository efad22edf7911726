using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>The Windows job object to which all children belong; <c>JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE</c> ends them with us.</summary>
internal sealed partial class WindowsJob
{
    private const int ExtendedLimitInformation = 9;
    private const int LimitFlagsOffset = 16;
    private const int KillOnJobClose = 0x2000;

    // sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION): 144 bytes in 64-bit processes, 112 in 32-bit ones.
    private static readonly int LimitBytes = nint.Size == 8 ? 144 : 112;
    private static readonly Lazy<WindowsJob> Instance = new(() => new WindowsJob());

    private readonly nint _handle; // Never closed: the system does it when the process ends, and that is the point.

    private WindowsJob()
    {
        _handle = CreateJobObject(0, 0);
        using var limits = new NativeBlock(LimitBytes);
        Marshal.WriteInt32(limits.Address, LimitFlagsOffset, KillOnJobClose);
        Check(_handle != 0 && SetInformationJobObject(_handle, ExtendedLimitInformation, limits.Address, LimitBytes));
    }

    /// <summary>The one of this process.</summary>
    internal static WindowsJob Shared => Instance.Value;

    /// <exception cref="Win32Exception">The system refused.</exception>
    internal void Add(nint process) => Check(AssignProcessToJobObject(_handle, process));

    private static void Check(bool done)
    {
        if (!done)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    private static partial nint CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(nint job, int kind, nint information, int length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(nint job, nint process);
}
