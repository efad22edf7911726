namespace PolicyGuard.Taint.Instructions;

/// <summary>English words by class. Parts of speech and not sentences: a new wording of an old trick uses the same parts.</summary>
internal static class EnglishWords
{
    public static IEnumerable<(WordClass Class, string Words)> All =>
    [
        (WordClass.Drop, "ignore disregard forget override bypass neglect overlook dismiss abandon discard supersede circumvent"),
        (WordClass.Prior, "previous prior above earlier preceding foregoing former original initial existing past before previously"),
        (WordClass.Order, "instruction instructions prompt prompts directive directives guideline guidelines rule rules guardrails guardrail constraints restrictions programming training commands command orders system-prompt policies safeguards"),
        (WordClass.Whole, "all any every your everything other"),
        (WordClass.User, "user users human humans customer operator owner"),
        (WordClass.Agent, "assistant assistants agent agents ai llm llms chatbot bot model models claude chatgpt gpt gpt-4 gpt-4o gpt4 gemini copilot llama mistral deepseek qwen anthropic openai"),
        (WordClass.Tool, "tool tools function functions plugin plugins endpoint api"),
        (WordClass.Use, "use call invoke run execute trigger using utilize utilise"),
        (WordClass.Act,
            "send forward email e-mail mail text message transfer pay wire deposit withdraw buy purchase sell delete remove erase wipe drop grant give share post publish upload submit "
            + "invite add unlock open lock disable enable turn schedule book reserve cancel create update change modify set replace redirect move rename export dispatch initiate "
            + "approve reset revoke leave visit click install make fill guide generate register subscribe deactivate activate transmit exfiltrate write save append insert include "
            + "authorize authorise order place assign merge push deploy shut start stop navigate unsubscribe donate refund release whitelist block ban leak copy encrypt overwrite substitute "
            + "adjust reboot restart terminate kill mark reply convert trade swap request report put bring arrange prescribe administer issue confirm sign issue"),
        (WordClass.Gather,
            "get retrieve fetch find list search read access download collect gather look check show extract concatenate summarize summarise obtain query view examine scan record enumerate "
            + "provide pull capture inspect dump compile locate identify"),
        (WordClass.Tell, "tell mention inform reveal disclose notify alert say show report warn discuss acknowledge expose explain ask display telling mentioning informing revealing notifying alerting disclosing"),
        (WordClass.Not, "not never don't dont don’t without avoid nor no"),
        (WordClass.Must, "must should shall always need have required mandatory ensure necessary remember sure ought strictly"),
        (WordClass.When, "when if whenever once while where every"),
        (WordClass.Around, "before after instead prior beforehand afterwards first until"),
        (WordClass.Task, "task tasks request requests question query job assignment objective goal solving conversation responsibility duty role mission purpose"),
        (WordClass.Please, "please kindly"),
        (WordClass.First, "i my me mine our us we myself i'm i'd i'll"),
        (WordClass.Second, "you your yourself yours you're"),
        (WordClass.Can, "can could would will may might"),
        (WordClass.Lead, "then now also first next finally just simply and so immediately quickly again do lets let's always second third lastly additionally furthermore ok okay hey hi step but"),
        (WordClass.Alarm, "important urgent attention critical warning notice system admin administrator developer mandatory priority alert todo task note security emergency information confidential"),
        (WordClass.Stealth, "secretly silently quietly covertly discreetly hidden stealthily surreptitiously invisibly"),
        (WordClass.Obey, "follow obey adhere comply perform complete execute carry prioritize fulfil fulfill do"),
        (WordClass.These, "following below these this new next real actual updated follows hidden embedded secret special"),
        (WordClass.Asset,
            "password passwords passcode credential credentials token tokens key keys account accounts file files document documents data record records history information details "
            + "code address balance card profile device door camera repository contacts payment funds money wallet calendar folder drive password-reset pin files email emails inbox notes"),
        (WordClass.Letter, "email e-mail message messages mail letter invoice reminder notice memo call text thread comment version error errors warning warnings value values quote estimate"),
        (WordClass.Best,
            "best superior ultimate premium unmatched unrivaled unrivalled award-winning award pinnacle flagship state-of-the-art cutting-edge industry-leading industry enterprise-grade "
            + "world-class finest perfect foremost unbeatable fastest smartest preferred elite supreme"),
        (WordClass.Degree, "most more highest better"),
        (WordClass.Status, "deprecated disabled optimized optimised enhanced upgraded replaced updated unavailable restricted obsolete broken insecure unsafe vulnerable discontinued suspended retired migrated"),
        (WordClass.Praise, "trusted recommended used chosen endorsed preferred loved approved certified"),
        (WordClass.Despite, "regardless irrespective despite notwithstanding"),
        (WordClass.Change, "change set modify replace redirect redirects redirecting alter substitute override adjust swap switch sets changes replaces modifies"),
        (WordClass.Shell, "curl wget sudo rm cat chmod bash powershell nc netcat scp ssh eval crontab"),
        (WordClass.Pretext, "compliance audit auditing security integrity validation verification authentication regulatory authorization maintenance consistency optimization performance"),
        (WordClass.Asks, "asks ask requests request wants want mentions mention says say needs types inquires queries submits asked calls call uses use invokes requesting"),
        (WordClass.Test, "test simulation evaluation sandbox exercise drill mode environment"),
        (WordClass.That, "this it that them anything"),
        (WordClass.Play, "act pretend behave roleplay become play"),
        (WordClass.Speak, "reply respond answer continue proceed output print solve return responding answering replying"),
        (WordClass.Article, "the a an this that these those each every some all any both another its their his her him it them everyone everybody"),
        (WordClass.Preposition, "to for from with into in on at through via about of by as"),
    ];
}
