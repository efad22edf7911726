namespace PolicyGuard.Taint.Instructions;

/// <summary>What about a text speaks to an agent and not to a reader.</summary>
public enum InstructionKind
{
    /// <summary>What was said before is to be forgotten: ignore, disregard, forget previous instructions.</summary>
    Override,

    /// <summary>The text claims to come from somebody else: a role mark, a chat template's token, a tag of authority, a made-up turn.</summary>
    FakeRole,

    /// <summary>The reader is addressed as an assistant or model, given a new task or persona, or told that this is only a test of agents.</summary>
    Address,

    /// <summary>Something is to be done before, after or instead of the task.</summary>
    Detour,

    /// <summary>The user is not to know.</summary>
    Secrecy,

    /// <summary>A tool is to be called.</summary>
    ToolTalk,

    /// <summary>An order that lies in wait: when the user asks for this, always do that.</summary>
    Trigger,

    /// <summary>An action with an effect outside is asked for, in the imperative.</summary>
    Request,

    /// <summary>The text cannot be seen by people: an HTML comment, characters that are drawn as nothing.</summary>
    Hidden,
}
