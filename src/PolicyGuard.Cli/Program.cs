using PolicyGuard.Cli;

return await CommandLine.RunAsync(args);
