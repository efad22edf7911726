namespace PolicyGuard.SystemTests.Cli;

/// <summary>Waits for something that another process does.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> holds, Func<string> tell)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (holds())
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException(tell());
    }

    public static async Task TrueAsync(Func<Task<bool>> holds, Func<string> tell)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException(tell());
    }
}
