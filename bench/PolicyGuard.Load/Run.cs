using System.Net;
using System.Net.Sockets;

namespace PolicyGuard.Load;

/// <summary>One whole run: starts everything, lets the targets take turns, measures the disk beside them, and sums up.</summary>
internal sealed class Run(LoadOptions options) : IDisposable
{
    private const string Direct = "direct";
    private const string Proxy = "raw proxy";

    private readonly List<Child> _children = [];
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"policyguard-load-{Environment.ProcessId}"));
    private int _folders;

    public async Task<Results> ExecuteAsync(TextWriter progress)
    {
        var upstream = Keep(Child.StartOwn("upstream")).Url;
        progress.WriteLine("starting");
        var starts = Startup.Measure(() => Child.StartOwn("bare"), options.Gateway ? () => Gateway(upstream, "normal") : null, options.Starts);
        var targets = Targets(upstream);

        progress.WriteLine("warming up");
        foreach (var target in targets)
        {
            await ClosedLoop.RunAsync(target, options.Connections, options with { Span = options.Warmup });
        }

        int[] widths = [1, options.Connections];
        var series = targets.SelectMany(_ => widths, (target, width) => (target.Name, width)).ToDictionary(key => key, _ => new List<Series>());
        var syncs = new List<double>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            progress.WriteLine($"round {round} of {options.Rounds}");
            foreach (var width in widths)
            {
                syncs.AddRange(DiskSync.Measure(_folder.FullName, 100));
                foreach (var target in targets)
                {
                    series[(target.Name, width)].Add(await ClosedLoop.RunAsync(target, width, options));
                }
            }
        }

        var rows = widths.SelectMany(width => targets.Select(target =>
            Row.Of(target.Name, width, series[(target.Name, width)], series[(Direct, width)], series[(Proxy, width)]))).ToArray();
        var loaded = targets.Where(t => t.Program is not null).DistinctBy(t => t.Program).Select(t => new Memory(t.Name, t.Program!.Resident)).ToArray();
        syncs.Sort();
        return new Results(options, rows, syncs[syncs.Count / 2], syncs[syncs.Count * 99 / 100], starts, loaded);
    }

    public void Dispose()
    {
        foreach (var child in _children)
        {
            child.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private List<Target> Targets(Uri upstream)
    {
        var proxy = Keep(Child.StartOwn("proxy", upstream.ToString()));
        List<Target> targets = [new(Direct, upstream, "echo", null), new(Proxy, proxy.Url, "echo", proxy)];
        if (options.Gateway)
        {
            AddGateway(targets, upstream, "normal", ("gateway normal", "change"));
            AddGateway(targets, upstream, "auto", ("gateway auto, reads", "echo"), ("gateway auto, changes", "change"));
            AddGateway(targets, upstream, "full", ("gateway full", "change"));
        }

        return targets;
    }

    private void AddGateway(List<Target> targets, Uri upstream, string durability, params (string Name, string Tool)[] calls)
    {
        if (options.Only is not null && options.Only != durability)
        {
            return;
        }

        var gateway = Keep(Gateway(upstream, durability));
        targets.AddRange(calls.Select(call => new Target(call.Name, gateway.Url, call.Tool, gateway)));
    }

    private Child Gateway(Uri upstream, string durability)
    {
        var folder = _folder.CreateSubdirectory($"data-{_folders++}");
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return Child.StartGateway(upstream, folder.FullName, durability, new Uri($"http://127.0.0.1:{port}"));
    }

    private Child Keep(Child child)
    {
        _children.Add(child);
        return child;
    }
}
