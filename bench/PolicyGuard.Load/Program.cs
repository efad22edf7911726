using PolicyGuard.Load;
using PolicyGuard.Load.Programs;

switch (args)
{
    case ["upstream"]:
        await EchoUpstream.RunAsync();
        return 0;
    case ["proxy", var upstream]:
        await RawProxy.RunAsync(upstream);
        return 0;
    case ["bare"]:
        await BareServer.RunAsync();
        return 0;
    case ["--help"]:
        Console.WriteLine(LoadOptions.Usage);
        return 0;
}

try
{
    var options = LoadOptions.Parse(args);
    using var run = new Run(options);
    var results = await run.ExecuteAsync(Console.Error);
    if (options.Json)
    {
        Console.WriteLine(JsonReport.Write(results));
    }
    else
    {
        Table.Write(results, Console.Out);
    }

    return 0;
}
catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine(e.Message);
    return e is FormatException ? 2 : 1;
}
