namespace PolicyGuard.Cli.Terminal;

/// <summary>The configuration that <c>init</c> writes.</summary>
internal static class ConfigTemplate
{
    /// <summary>The file's text.</summary>
    public const string Text =
        """
        # The configuration of PolicyGuard. `policyguard config keys` lists every key, `policyguard config show` what is in force.
        # Environment variables (POLICYGUARD_SERVER__PORT=9000) and flags are stronger than this file.

        server:
          host: 127.0.0.1
          port: 8000

        # The tool servers behind the gate. Each has a `url`, or a `command` that is started and spoken to on stdio.
        upstreams:
        #  files:
        #    command: npx
        #    args: ["-y", "@modelcontextprotocol/server-filesystem", "/path/to/folder"]
        #  notes:
        #    url: https://notes.example/mcp
        #    headers:
        #      Authorization: Bearer ${NOTES_TOKEN}

        policy:
          # Every file in the folder counts. Files are read again when they change; a bad one leaves the old policies in force.
          paths: [.policyguard/policies]

        # What is true of these surroundings; rules can ask for it.
        context:
          environment: development

        """;
}
