using PolicyGuard.Calls;

namespace PolicyGuard.Governance;

/// <summary>
/// Who does something to the registry, the policies or the log. Its rights come from how it reached us and what it proved there, never from
/// what a message says (DESIGN §7).
/// </summary>
public sealed class Actor
{
    private Actor(string id, Rights rights, AgentRef? agent) => (Id, Rights, Agent) = (id, rights, agent);

    /// <summary>As the log names it, for example <c>cli:root</c> or <c>key:key_3k9m0v7x2c5t8b1n</c>.</summary>
    public string Id { get; }

    /// <summary>What it may do.</summary>
    public Rights Rights { get; }

    /// <summary>The agent that speaks, or null for a person at a terminal. A suspended one may do nothing.</summary>
    public AgentRef? Agent { get; }

    /// <summary>The person who runs the program on the data folder: whoever can write the database needs no leave from us.</summary>
    public static Actor Operator(string user) => new($"cli:{user}", Rights.All, null);

    /// <summary>The program itself, where it acts by the operator's configuration: may only make things stricter.</summary>
    public static Actor Program() => new("policyguard", Rights.Tighten, null);

    /// <summary>The local user's client where no keys are configured: may create and tighten, and reads; loosening is for the terminal.</summary>
    public static Actor LocalClient(Caller caller, AgentRef agent) =>
        new(caller.Id, caller.Proof == CallerProof.Process ? Rights.Ask | Rights.Report | Rights.Read | Rights.Tighten : Rights.Ask | Rights.Report, agent);

    /// <summary>The person at a client whom the protocol's own elicitation asked: answers that one approval, and does nothing else.</summary>
    public static Actor Elicited(Caller caller) => new($"elicitation:{caller.Id}", Rights.Approve, null);

    /// <summary>Whoever holds the data folder's operator token, on the HTTP API.</summary>
    public static Actor TokenHolder() => new("operator-token", Rights.All, null);

    /// <summary>A caller where keys are configured: what its role gives; a caller without one may do nothing.</summary>
    public static Actor Authenticated(Caller caller, Role? role, AgentRef? agent) => new(caller.Id, role?.Rights() ?? Rights.None, agent);
}
