using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Governance;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard governance schema</c>: the definitions for clients that speak no MCP.</summary>
internal static class GovernanceSchemaCommand
{
    private static readonly string[] Formats = ["mcp", "openai", "anthropic"];

    public static Command Create()
    {
        var command = new ShownCommand(
            "schema",
            "Print the definitions of the governance tools.",
            "policyguard governance schema --format openai",
            "policyguard governance schema --format anthropic --tool validate_action");
        var format = new Option<string>("--format") { Description = "mcp, openai (function calling) or anthropic.", HelpName = "format", DefaultValueFactory = static _ => "mcp" };
        format.AcceptOnlyFromAmong(Formats);
        var tools = new Option<string[]>("--tool") { Description = "Only this tool. May be repeated.", HelpName = "name" };
        tools.AcceptOnlyFromAmong([.. GovernanceDefinitions.Names]);
        command.Options.Add(format);
        command.Options.Add(tools);
        command.SetAction(parsed =>
        {
            var wanted = parsed.GetValue(tools) is { Length: > 0 } some ? some : [.. GovernanceDefinitions.Names];
            JsonOut.Write(json =>
            {
                json.WriteStartArray();
                foreach (var name in GovernanceDefinitions.Names.Where(wanted.Contains))
                {
                    Write(json, GovernanceDefinitions.Of(name), parsed.GetValue(format)!);
                }

                json.WriteEndArray();
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter json, JsonElement definition, string format)
    {
        switch (format)
        {
            case "openai":
                json.WriteStartObject();
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                WriteNames(json, definition);
                json.WritePropertyName("parameters");
                Plain(json, definition.GetProperty("inputSchema"));
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case "anthropic":
                json.WriteStartObject();
                WriteNames(json, definition);
                json.WritePropertyName("input_schema");
                Plain(json, definition.GetProperty("inputSchema"));
                json.WriteEndObject();
                break;
            default:
                definition.WriteTo(json);
                break;
        }
    }

    private static void WriteNames(Utf8JsonWriter json, JsonElement definition)
    {
        json.WriteString("name", definition.GetProperty("name").GetString());
        json.WriteString("description", definition.GetProperty("description").GetString());
    }

    // Models of these interfaces do best with one type per parameter: JSON, not JSON text. Examples of whole calls mean nothing to them.
    private static void Plain(Utf8JsonWriter json, JsonElement schema, bool root = true)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var item in schema.EnumerateArray())
            {
                Plain(json, item, root: false);
            }

            json.WriteEndArray();
            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in schema.EnumerateObject().Where(member => !(member.NameEquals("examples") && root)))
        {
            if (member.NameEquals("anyOf"))
            {
                foreach (var inner in member.Value[0].EnumerateObject())
                {
                    json.WritePropertyName(inner.Name);
                    Plain(json, inner.Value, root: false);
                }
            }
            else if (member.NameEquals("examples") || member.NameEquals("default"))
            {
                member.WriteTo(json);
            }
            else
            {
                json.WritePropertyName(member.Name);
                Plain(json, member.Value, root: false);
            }
        }

        json.WriteEndObject();
    }
}
