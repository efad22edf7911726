using System.Collections.Frozen;

namespace PolicyGuard.Text;

/// <summary>
/// Letters that most fonts draw like ASCII ones, or that people write for them: lower case, decomposed, each followed by what it is
/// taken for. A small part of the confusables of UTS 39; what it misses is caught by the rule that a name mixes no scripts.
/// </summary>
internal static class Lookalikes
{
    private const string Cyrillic =
        "аa вb гr сc еe єe һh іi јj кk қk ҝk мm нh пn оo өo ѳo рp тt уy үy ұy хx ҳx ѕs ԁd ԛq ԝw ѡw ӏl ьb ҫc ѵv ԍg зz";

    private const string Greek = "αa βb γy εe ζz ηn ιi κk μu νv οo ρp ςc σo τt υu χx ωw ϲc ϳj ϱp ϰk ϵe";

    private const string Armenian = "օo սu ոn հh ցg քf յj աw զq եt լl պn րn տs գq ճd";

    private const string LatinExtended =
        "æae œoe ßss øo đd ðd łl ħh ŧt ıi ȷj ɑa ɒa ƀb ɓb ƈc ȼc ɕc ꞓc ɗd ɖd ȡd ǝe əe ɛe ɘe ɇe ƒf ɡg ɠg ǥg ɦh ɨi ɪi ɩi ɟj ʄj ƙk ĸk ƚl ɫl ɬl ɭl ȴl "
        + "ɱm ɯm ɲn ƞn ɳn ŋn ȵn ɔo ɵo ƥp þp ɋq ʠq ɍr ɽr ɾr ɹr ʁr ʂs ȿs ʃs ƭt ʈt ȶt ʉu ʊu ʋv ʌv ⱳw ƴy ɏy ƶz ȥz ʐz ʑz ʒz "
        + "ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz";

    private static readonly FrozenDictionary<char, string> Table = Build();

    /// <summary>What the character looks like, or null.</summary>
    public static string? Of(char c) => Table.GetValueOrDefault(c);

    private static FrozenDictionary<char, string> Build()
    {
        var table = new Dictionary<char, string>();
        foreach (var pair in string.Join(' ', Cyrillic, Greek, Armenian, LatinExtended).Split(' '))
        {
            table[pair[0]] = pair[1..];
        }

        return table.ToFrozenDictionary();
    }
}
