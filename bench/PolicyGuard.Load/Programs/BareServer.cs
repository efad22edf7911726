using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PolicyGuard.Load.Programs;

/// <summary>Kestrel with one handler and nothing else; prints its address and lives until standard input ends.</summary>
internal static class BareServer
{
    /// <summary>What the gateway's start-up is compared with.</summary>
    public static Task RunAsync() => RunAsync(context => context.Response.WriteAsync("ok", context.RequestAborted));

    public static async Task RunAsync(RequestDelegate handler)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
    }
}
