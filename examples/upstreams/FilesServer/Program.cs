using FilesServer;
using TinyMcp;

// Usage: FilesServer [folder]. Without a folder a fresh one is made, and removed at the end.
var kept = args.Length > 0;
var path = kept ? args[0] : Directory.CreateTempSubdirectory("policyguard-files-").FullName;
var folder = new Folder(path);

var server = new ToolServer("files", "1.0.0",
[
    new Tool("list_files", "Lists the files.", [], _ => folder.List()) { ReadOnly = true },
    new Tool("read_file", "Reads a file.", ["path"], a => folder.Read(a["path"])) { ReadOnly = true },
    new Tool("read_secret", "Reads a secret by its name.", ["name"], a => Samples.Secret(a["name"])) { ReadOnly = true },
    new Tool("write_file", "Writes a file, over what was there.", ["path", "text"], a => folder.Write(a["path"], a["text"])) { Destructive = true },
    new Tool("delete_file", "Deletes a file.", ["path"], a => folder.Delete(a["path"])) { Destructive = true },
]);

try
{
    // One message a line (the stdio transport); the end of input is the end of the server.
    using var input = new StreamReader(Console.OpenStandardInput());
    using var output = Console.OpenStandardOutput();
    while (input.ReadLine() is { } line)
    {
        if (line.Length > 0 && server.Answer(System.Text.Encoding.UTF8.GetBytes(line)).Utf8 is { } reply)
        {
            output.Write([.. reply, (byte)'\n']);
            output.Flush();
        }
    }
}
finally
{
    if (!kept)
    {
        Directory.Delete(path, recursive: true);
    }
}
