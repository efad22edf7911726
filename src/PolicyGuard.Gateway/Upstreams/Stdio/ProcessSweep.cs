using System.Text;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>Kills what a child leaves behind: its process group, and on Linux every process that carries its mark in the environment.</summary>
internal static class ProcessSweep
{
    // A process may fork between the look and the kill; the next round finds its offspring.
    private const int Rounds = 8;

    /// <summary>Kills the group and the marked. The group's number must still be the child's: call it before reaping.</summary>
    internal static void Kill(int group, string mark)
    {
        _ = Libc.Kill(-group, Libc.SigKill);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var needle = Encoding.ASCII.GetBytes($"{ChildEnvironment.Mark}={mark}");
        for (var round = 0; round < Rounds && KillMarked(needle); round++)
        {
        }
    }

    private static bool KillMarked(byte[] needle)
    {
        var found = false;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && pid != Environment.ProcessId && Carries(folder, needle))
            {
                found |= Libc.Kill(pid, Libc.SigKill) == 0;
            }
        }

        return found;
    }

    private static bool Carries(string folder, byte[] needle)
    {
        try
        {
            var environment = File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan();
            for (var at = environment.IndexOf(needle); at >= 0;)
            {
                var end = at + needle.Length;
                if ((at == 0 || environment[at - 1] == 0) && (end == environment.Length || environment[end] == 0))
                {
                    return true;
                }

                var next = environment[end..].IndexOf(needle);
                at = next < 0 ? -1 : end + next;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's: not a child of ours.
        }

        return false;
    }
}
