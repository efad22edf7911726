using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// Starts a program as the leader of a session and process group of its own, with only the three descriptors it is given, default
/// signals, and no shell between. <see cref="System.Diagnostics.Process"/> can do none of the first three.
/// </summary>
internal static class PosixSpawn
{
    // The same numbers in glibc and musl; macOS has its own for the first, and a flag that closes every other descriptor.
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSessionLinux = 0x80;
    private const short SetSessionMac = 0x0400;
    private const short CloseOthersMac = 0x4000;

    private static readonly bool HasCloseFrom = !OperatingSystem.IsMacOS()
        && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "posix_spawn_file_actions_addclosefrom_np", out _);

    /// <summary>Starts it and returns the process id.</summary>
    /// <param name="path">The program's absolute path; it is not searched for.</param>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="environment">The whole environment of the child.</param>
    /// <param name="cwd">Its working directory, or null for ours.</param>
    /// <param name="descriptors">What becomes its descriptors 0, 1 and 2.</param>
    /// <exception cref="Win32Exception">The system refused; the message is the system's own.</exception>
    internal static int Start(
        string path, IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment, string? cwd, ReadOnlySpan<int> descriptors)
    {
        using var actions = new NativeBlock(Libc.OpaqueBytes);
        using var attributes = new NativeBlock(Libc.OpaqueBytes);
        using var signals = new NativeBlock(Libc.OpaqueBytes);
        using var argv = new NativeStrings([path, .. args]);
        using var envp = new NativeStrings(environment.Select(pair => $"{pair.Key}={pair.Value}"));

        Check(Libc.ActionsInit(actions.Address));
        try
        {
            for (var i = 0; i < descriptors.Length; i++)
            {
                Check(Libc.ActionsDup2(actions.Address, descriptors[i], i));
            }

            if (cwd is not null)
            {
                Check(Libc.ActionsChdir(actions.Address, cwd));
            }

            if (HasCloseFrom)
            {
                Check(Libc.ActionsCloseFrom(actions.Address, descriptors.Length));
            }

            Check(Libc.AttributesInit(attributes.Address));
            try
            {
                // The runtime ignores SIGPIPE, and what is ignored stays ignored across exec: a child would never notice a closed pipe.
                _ = Libc.SetEmpty(signals.Address);
                Check(Libc.AttributesSignalMask(attributes.Address, signals.Address));
                foreach (var signal in (ReadOnlySpan<int>)[Libc.SigHup, Libc.SigInt, Libc.SigQuit, Libc.SigPipe, Libc.SigTerm])
                {
                    _ = Libc.SetAdd(signals.Address, signal);
                }

                Check(Libc.AttributesDefaultSignals(attributes.Address, signals.Address));
                var session = OperatingSystem.IsMacOS() ? (short)(SetSessionMac | CloseOthersMac) : SetSessionLinux;
                Check(Libc.AttributesFlags(attributes.Address, (short)(SetSignalDefaults | SetSignalMask | session)));
                Check(Libc.Spawn(out var pid, argv[0], actions.Address, attributes.Address, argv.Address, envp.Address));
                return pid;
            }
            finally
            {
                _ = Libc.AttributesDestroy(attributes.Address);
            }
        }
        finally
        {
            _ = Libc.ActionsDestroy(actions.Address);
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }
}
