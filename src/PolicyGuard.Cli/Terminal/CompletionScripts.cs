namespace PolicyGuard.Cli.Terminal;

/// <summary>Scripts that ask the program itself, so that a shell never knows less than the program.</summary>
internal static class CompletionScripts
{
    private const string Bash =
        """
        _policyguard() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(policyguard "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _policyguard policyguard

        """;

    private const string Zsh =
        """
        #compdef policyguard
        _policyguard() {
            local -a words_found
            words_found=("${(@f)$(policyguard "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- "${words_found[@]}" || _files
        }
        if [ "$funcstack[1]" = "_policyguard" ]; then _policyguard "$@"; else compdef _policyguard policyguard; fi

        """;

    private const string Fish =
        """
        function __policyguard_complete
            set -l line (commandline -cp)
            policyguard "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c policyguard -a '(__policyguard_complete)'

        """;

    private const string Pwsh =
        """
        Register-ArgumentCompleter -Native -CommandName policyguard -ScriptBlock {
            param($word, $ast, $cursor)
            policyguard "[suggest:$cursor]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    /// <summary>The shells there is a script for.</summary>
    public static readonly IReadOnlyList<string> Shells = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script of a shell.</summary>
    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => Pwsh,
    };
}
