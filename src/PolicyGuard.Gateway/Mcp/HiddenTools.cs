namespace PolicyGuard.Gateway.Mcp;

/// <summary>Tells the operator, once each, of tools of upstreams that are hidden behind our own.</summary>
internal sealed class HiddenTools(EndpointTable endpoints, Action<string> onFault)
{
    private string? _told;

    /// <summary>Looks; called when an upstream's tools changed.</summary>
    public void Look()
    {
        var hidden = endpoints.Hidden();
        if (Interlocked.Exchange(ref _told, hidden) != hidden && hidden is not null)
        {
            onFault(hidden);
        }
    }
}
