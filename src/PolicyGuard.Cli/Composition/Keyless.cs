using PolicyGuard.Backends.Signing;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Composition;

/// <summary>Signing with an identity, as the operator configured it.</summary>
internal static class Keyless
{
    /// <summary>Whom to ask, and who we are.</summary>
    /// <exception cref="KeylessException">It is not configured whole, or what it names cannot be read.</exception>
    public static (KeylessOptions Options, IdentityToken Token) Of(ProgramOptions options)
    {
        var keyless = options.Keyless;
        var (fulcio, rekor) = (Need(keyless.Fulcio, "fulcio_url"), Need(keyless.Rekor, "rekor_url"));
        return (
            new KeylessOptions { Fulcio = fulcio, Rekor = rekor, FulcioRootsPem = Text(keyless.FulcioRoots, "fulcio_roots"), RekorKeyPem = Text(keyless.RekorKey, "rekor_key") },
            keyless.TokenFile is { } file ? IdentityToken.FromFile(file) : IdentityToken.FromEnvironment(keyless.TokenVariable));
    }

    private static T Need<T>(T? value, string key)
        where T : class => value ?? throw new KeylessException($"audit.keyless.{key} is not configured");

    private static string Text(string? path, string key)
    {
        try
        {
            return File.ReadAllText(Need(path, key));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeylessException($"audit.keyless.{key}: {fault.Message}", fault);
        }
    }
}
