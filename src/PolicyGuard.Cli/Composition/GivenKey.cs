using PolicyGuard.Calls;
using PolicyGuard.Gateway.Auth;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>
/// The API key that the process which started us gave us, in <c>POLICYGUARD_KEY</c>: on stdio it proves an agent as the header does over
/// HTTP. It is never handed on to a tool server.
/// </summary>
internal static class GivenKey
{
    /// <summary>The variable.</summary>
    public const string Variable = "POLICYGUARD_KEY";

    /// <summary>Whom it proves; the local process where there is none. Null where it is not good, which is told: then nothing starts, for somebody counts on it.</summary>
    /// <exception cref="StoreException">The keys cannot be read.</exception>
    public static async Task<Caller?> ReadAsync(IKeyStore keys, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            var (caller, fault) = await ReadAsync(Environment.GetEnvironmentVariable(Variable), keys, clock, ct);
            if (fault is not null)
            {
                Console.Error.WriteLine($"policyguard: {fault}");
            }

            return caller;
        }
        catch (RegistryException fault)
        {
            throw new StoreException(fault.Message, fault);
        }
    }

    private static async Task<(Caller? Caller, string? Fault)> ReadAsync(string? text, IKeyStore keys, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (Caller.Local, null);
        }

        if (!KeyToken.TryRead(text.Trim(), out var token))
        {
            return (null, $"{Variable} holds no API key: mistyped, or cut off");
        }

        if (await keys.FindAsync(token!.KeyId, ct) is not { } key || !token.Matches(key.Hash.AsSpan()))
        {
            return (null, $"the API key in {Variable} is not known in this data folder");
        }

        if (!key.IsLive(clock.GetUtcNow()))
        {
            return (null, $"the API key in {Variable} {(key.RevokedAt is null ? "has expired" : "was revoked")}");
        }

        keys.Touch(key.Id);
        return (Actors.CallerOf(key), null);
    }
}
