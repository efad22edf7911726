using System.Collections.Frozen;

namespace PolicyGuard.Taint.Flow.Requests;

/// <summary>
/// English verbs of requests and of names of tools, by what is done. A verb in a name means one act; the same verb in a request may ask for
/// several ("send them the difference" asks for a message or for money).
/// </summary>
internal static class Verbs
{
    // verb[~ where it is a noun as often]: the act in a name, then the further ones it may ask for.
    private static readonly (Act Act, Act Asks, string Words)[] Table =
    [
        (Act.Read, Act.None, "get list search read find view show~ fetch query~ lookup describe check~ count~ browse navigate inspect explain analyze analyse summarize summarise extract calculate compute validate verify compare explore geocode suggest recommend estimate~ preview~ monitor~ watch~ open visit~ retrieve load~ select scan~ see download~ translate detect predict classify identify track~ trace~ measure~ locate filter~ collect gather crawl scrape grep glob test~ look peek tail~ review~ examine evaluate assess"),
        (Act.Send, Act.None, "notify tell inform reply~ respond answer~ forward publish tweet~ announce contact~ ask dm~ call~ broadcast comment~ alert~ ping~ dispatch~ deliver email~ mail~ message~ text~ congratulate thank chat~ speak phone~ fax~"),
        (Act.Send, Act.Pay | Act.Grant, "send submit"),
        (Act.Send, Act.Create, "post~ remind upload~"),
        (Act.Create, Act.Send | Act.Update, "write"),
        (Act.Grant, Act.Send | Act.Update, "share~"),
        (Act.Grant, Act.Update, "invite~"),
        (Act.Pay, Act.None, "pay refund~ wire~ donate tip~ reimburse settle withdraw deposit~ sell charge~ repay compensate invest"),
        (Act.Pay, Act.Book, "buy purchase~ order~ trade~ checkout subscribe"),
        (Act.Pay, Act.Update | Act.Send, "transfer~"),
        (Act.Book, Act.None, "book~ reserve rent~ hire rsvp"),
        (Act.Create, Act.Book | Act.Pay | Act.Update, "schedule~"),
        (Act.Delete, Act.None, "delete erase clear drop~ purge trash~ uninstall terminate kill~ archive~ wipe destroy discard unfollow truncate leave~ close~ dismiss unsubscribe"),
        (Act.Delete, Act.Grant, "remove kick~ ban~ block~"),
        (Act.Delete, Act.Update, "cancel disable reset~"),
        (Act.Grant, Act.Delete | Act.Update, "revoke"),
        (Act.Create, Act.Book | Act.Pay | Act.Send, "make arrange"),
        (Act.Create, Act.Grant | Act.Update, "add register"),
        (Act.Create, Act.Update, "create generate compose draft~ build~ produce insert append record~ log~ note~ save store~ put prepare design~ draw~ render convert export~ import~ copy~ duplicate~ clone~ plot~ merge~ combine attach print~ pin~ tag~ label~ plan~ initialize initialise format~ visualize visualise illustrate sketch~ chart~ organize organise"),
        (Act.Update, Act.Create, "set~ update~ change~ modify edit~ adjust reschedule rename replace fix~ correct refresh mark~ toggle~ enable turn~ configure customize patch~ amend revise rewrite transform extend increase~ decrease~ raise~ lower switch~ migrate manage control~ apply upgrade~ sync~ resolve complete pause~ resume~ postpone move~ lock~ fill handle interact process~ star~ follow"),
        (Act.Update, Act.Grant | Act.Book, "accept confirm"),
        (Act.Grant, Act.Update, "grant allow permit~ authorize authorise unlock approve enroll assign promote join"),
        (Act.Grant, Act.Send | Act.Pay, "give"),
        (Act.Run, Act.None, "run~ execute install~ deploy launch~ start~ invoke trigger~ eval compile"),
    ];

    private static readonly FrozenDictionary<string, Verb> All = Build();
    private static readonly FrozenDictionary<string, Verb>.AlternateLookup<ReadOnlySpan<char>> Lookup = All.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The verb of a word in its base form, whatever its case.</summary>
    public static bool TryFind(ReadOnlySpan<char> word, out Verb verb) => Lookup.TryGetValue(word, out verb);

    private static FrozenDictionary<string, Verb> Build()
    {
        var all = new Dictionary<string, Verb>(StringComparer.OrdinalIgnoreCase);
        foreach (var (act, asks, words) in Table)
        {
            foreach (var word in words.Split(' '))
            {
                all[word.TrimEnd('~')] = new Verb(act, act | asks, word[^1] == '~');
            }
        }

        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A verb.</summary>
    /// <param name="Act">What it does in the name of a tool.</param>
    /// <param name="Asks">What it may ask for in a request.</param>
    /// <param name="IsNoun">Whether it is a noun as often.</param>
    internal readonly record struct Verb(Act Act, Act Asks, bool IsNoun);
}
