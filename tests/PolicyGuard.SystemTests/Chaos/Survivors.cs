namespace PolicyGuard.SystemTests.Chaos;

/// <summary>Processes by a word of their command line (Linux).</summary>
internal static class Survivors
{
    /// <summary>Waits until none is left; the ones that are after the time.</summary>
    public static async Task<IReadOnlyList<string>> AfterAsync(string word, TimeSpan time)
    {
        var end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (true)
        {
            var left = Of(word);
            if (left.Count == 0 || Environment.TickCount64 > end)
            {
                return left;
            }

            await Task.Delay(50);
        }
    }

    private static List<string> Of(string word)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (line.Contains(word, StringComparison.Ordinal))
                {
                    found.Add($"{Path.GetFileName(folder)}: {line.Replace('\0', ' ')}");
                }
            }
            catch (IOException)
            {
                // It ended between the two looks.
            }
        }

        return found;
    }
}
