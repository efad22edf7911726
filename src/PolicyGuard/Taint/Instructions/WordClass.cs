namespace PolicyGuard.Taint.Instructions;

/// <summary>What a word can be in a sentence; a word can be several things.</summary>
[Flags]
internal enum WordClass : ulong
{
    None = 0,

    /// <summary>ignore, disregard, forget …</summary>
    Drop = 1 << 0,

    /// <summary>previous, above, earlier …</summary>
    Prior = 1 << 1,

    /// <summary>instructions, prompt, rules …</summary>
    Order = 1 << 2,

    /// <summary>all, any, every, your …</summary>
    Whole = 1 << 3,

    /// <summary>The person behind the agent, in the third person.</summary>
    User = 1 << 4,

    /// <summary>assistant, agent, model, and names of models.</summary>
    Agent = 1 << 5,

    /// <summary>tool, function, plugin …</summary>
    Tool = 1 << 6,

    /// <summary>use, call, invoke …</summary>
    Use = 1 << 7,

    /// <summary>A verb whose effect leaves the conversation: send, delete, pay …</summary>
    Act = 1 << 8,

    /// <summary>A verb that gathers: get, read, list …</summary>
    Gather = 1 << 9,

    /// <summary>tell, mention, reveal …</summary>
    Tell = 1 << 10,

    /// <summary>not, never, without …</summary>
    Not = 1 << 11,

    /// <summary>must, should, always …</summary>
    Must = 1 << 12,

    /// <summary>when, if, whenever.</summary>
    When = 1 << 13,

    /// <summary>before, after, instead, prior to …</summary>
    Around = 1 << 14,

    /// <summary>task, request, question: what the agent is busy with.</summary>
    Task = 1 << 15,

    /// <summary>please, kindly.</summary>
    Please = 1 << 16,

    /// <summary>I, my, me.</summary>
    First = 1 << 17,

    /// <summary>you, your.</summary>
    Second = 1 << 18,

    /// <summary>can, could, would.</summary>
    Can = 1 << 19,

    /// <summary>Words that may stand before an imperative and change nothing: then, now, also, first …</summary>
    Lead = 1 << 20,

    /// <summary>important, urgent, attention, system …</summary>
    Alarm = 1 << 21,

    /// <summary>secretly, silently, covertly …</summary>
    Stealth = 1 << 22,

    /// <summary>follow, obey, adhere, comply, perform.</summary>
    Obey = 1 << 23,

    /// <summary>following, below, this, these, new.</summary>
    These = 1 << 24,

    /// <summary>A noun that a secret or a possession is called: password, key, account, file, data …</summary>
    Asset = 1 << 25,

    /// <summary>e-mail, message, invoice: what people write to each other about.</summary>
    Letter = 1 << 26,

    /// <summary>best, better, preferred …</summary>
    Best = 1 << 27,

    /// <summary>asks, requests, wants, mentions: what a user does.</summary>
    Asks = 1 << 28,

    /// <summary>test, simulation, evaluation, sandbox.</summary>
    Test = 1 << 29,

    /// <summary>Any word of a pronoun that stands for what was told: this, it, that.</summary>
    That = 1 << 30,

    /// <summary>be, act, pretend, become: a new part to play.</summary>
    Play = 1UL << 31,

    /// <summary>A word of another language than English; its sentences have their own order.</summary>
    Foreign = 1UL << 32,

    /// <summary>reply, respond, answer, continue, proceed: what an agent does in the conversation.</summary>
    Speak = 1UL << 33,

    /// <summary>An address to which something can be sent: e-mail, URL.</summary>
    Place = 1UL << 34,

    /// <summary>A number of three or more digits, an amount, an account.</summary>
    Amount = 1UL << 35,

    /// <summary>A word spelled as programs spell names: send_money, GmailSendEmail.</summary>
    Identifier = 1UL << 36,

    /// <summary>Written in capitals.</summary>
    Shouted = 1UL << 37,

    /// <summary>the, a, this, each …: what stands before an object.</summary>
    Article = 1UL << 38,

    /// <summary>to, for, from, with …</summary>
    Preposition = 1UL << 39,

    /// <summary>deprecated, disabled, upgraded: what is said of a tool that shall no longer be used as it was.</summary>
    Status = 1UL << 40,

    /// <summary>trusted, recommended, used, chosen: followed by "by", praise from others.</summary>
    Praise = 1UL << 41,

    /// <summary>regardless, irrespective, despite.</summary>
    Despite = 1UL << 42,

    /// <summary>change, set, redirect: to turn one value into another.</summary>
    Change = 1UL << 43,

    /// <summary>A program of a command line.</summary>
    Shell = 1UL << 44,

    /// <summary>compliance, audit, integrity: reasons that nobody asks about.</summary>
    Pretext = 1UL << 45,

    /// <summary>most, more: makes praise of an adjective.</summary>
    Degree = 1UL << 46,
}
