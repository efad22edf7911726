using System.Diagnostics;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>The scripts, run by the shells they are for.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Theory]
    [InlineData("policyguard conf", "config")]
    [InlineData("policyguard config s", "show")]
    [InlineData("policyguard config show --default-action d", "deny")]
    [InlineData("policyguard completion z", "zsh")]
    public async Task Bash_completes(string line, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "bash is not everywhere");
        var script = (await _playground.RunAsync("completion", "bash")).Out;
        var path = _playground.Write("completion.bash", script);
        var words = line.Split(' ');
        var driver = $"""
            policyguard() {Program()}
            . '{path}'
            COMP_LINE='{line}' COMP_POINT={line.Length} COMP_CWORD={words.Length - 1}
            COMP_WORDS=({string.Join(' ', words)})
            _policyguard
            printf '%s\n' "$COMPREPLY"
            """;
        Assert.Equal(expected, (await ShellAsync("bash", driver)).Trim());
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task The_other_shells_accept_their_script(string shell)
    {
        var script = await _playground.RunAsync("completion", shell);
        Assert.Equal(0, script.Code);
        Assert.Contains("policyguard", script.Out);
        Assert.Contains("[suggest:", script.Out);
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed");
        var path = _playground.Write("completion.txt", script.Out);
        var check = shell == "pwsh" ? $"[scriptblock]::Create((Get-Content -Raw '{path}')) | Out-Null" : null;
        await ShellAsync(shell, check ?? File.ReadAllText(path), check is null ? "-n" : null);
    }

    private string Program()
    {
        var start = _playground.StartInfo();
        return $"{{ '{start.FileName}' '{start.ArgumentList[0]}' \"$@\"; }}";
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task<string> ShellAsync(string shell, string script, string? option = null)
    {
        var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _playground.Folder };
        if (option is not null)
        {
            start.ArgumentList.Add(option);
        }

        start.ArgumentList.Add(shell == "pwsh" ? "-Command" : "-c");
        start.ArgumentList.Add(script);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
        return output;
    }
}
