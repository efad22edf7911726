namespace PolicyGuard.Taint.Instructions;

/// <summary>
/// What an override needs, in other languages: a verb of dropping, a word for what was before, a word for orders; and whom not to tell. A word that
/// ends in <c>*</c> stands for all that begin so. Accents fall away when words are compared.
/// </summary>
internal static class OtherTongues
{
    private const WordClass Drop = WordClass.Drop | WordClass.Foreign, Prior = WordClass.Prior | WordClass.Foreign, Order = WordClass.Order | WordClass.Foreign,
        User = WordClass.User | WordClass.Foreign, Not = WordClass.Not | WordClass.Foreign, Tell = WordClass.Tell | WordClass.Foreign;

    public static IEnumerable<(WordClass Class, string Words)> All =>
    [
        // German, Dutch, Swedish, Danish, Norwegian
        (Drop, "ignoriere ignorieren ignoriert missachte missachten vergiss vergesst vergessen vernachlässige negeer vergeet ignorera glöm bortse glem ignorer"),
        (Prior, "vorherige vorherigen bisherigen bisherige obigen obige früheren vorangegangenen vorigen vorige eerdere bovenstaande voorgaande tidigare föregående ovanstående tidligere forrige ovenstående alle"),
        (Order, "anweisung anweisungen befehle instruktionen vorgaben regeln instructies opdrachten regels aanwijzingen instruktioner instruktionerna anvisningar instrukser instruksjoner"),
        (User, "benutzer nutzer anwender gebruiker användaren brugeren brukeren"), (Not, "nicht niemals keinem niet nooit inte aldrig ikke"),
        (Tell, "sage sag erzähle verrate erwähne informiere vertel vermeld berätta nämn fortæl fortell"),

        // French, Spanish, Portuguese, Italian, Romanian, Catalan
        (Drop, "ignorez ignores oubliez oublie négligez ignora ignorar ignoren olvida olvide olvidar omite esqueça esquece desconsidere desconsidera ignori dimentica dimenticare trascura ignorați ignoră uită uitați oblida"),
        (Prior, "précédentes précédents précédente antérieures dessus anteriores anterior previas previos anteriori precedenti precedente sopra anterioare precedente prévias todas toutes tutte"),
        (Order, "instructions consignes directives ordres instrucciones indicaciones órdenes reglas instruções ordens diretrizes instrução istruzioni indicazioni ordini instrucțiuni instrucțiunile instruccions"),
        (User, "utilisateur usuario usuário utilizador utente utilizatorului usuari"), (Not, "pas ne jamais no nunca não non nu"),
        (Tell, "dites dis mentionnez révélez digas diga menciones mencione informes reveles conte dire menzionare rivelare informare spune"),

        // Polish, Czech, Slovak, Croatian, Hungarian, Finnish, Turkish, Indonesian, Vietnamese
        (Drop, "zignoruj ignoruj zapomnij pomiń ignorujte zapomeň zapomeňte zabudni ignoriraj zanemari zaboravi hagyd felejtsd hagyja unohda ohita jätä yoksay unut görmezden abaikan lupakan bỏ quên"),
        (Prior, "poprzednie wcześniejsze powyższe poprzednich předchozí dřívější predchádzajúce prethodne prethodna korábbi előző fenti aiemmat edelliset aikaisemmat önceki yukarıdaki sebelumnya trước"),
        (Order, "instrukcje polecenia instrukcji instrukce pokyny inštrukcie upute naredbe utasítást utasításokat utasítások ohjeet ohjeita käskyt talimatları talimatlar komutları instruksi perintah hướng chỉ lệnh"),

        // Russian, Ukrainian, Bulgarian, Serbian, Greek
        (Drop, "игнорир* проигнорир* забуд* пренебрег* отбрось* ігнору* проігнор* занемари* αγνοησ* αγνόησ* ξέχασ* ξεχάστε"),
        (Prior, "предыдущ* прежни* предшествующ* вышеуказанн* попередн* предишн* претходн* προηγούμεν* παραπάνω"),
        (Order, "инструкци* указани* команд* правил* приказ* інструкц* вказівк* упутств* οδηγίες οδηγιες εντολές"),
        (User, "пользовател* користувач* потребител* χρήστη*"), (Not, "не никогда ніколи μην"), (Tell, "говори* сообща* упомина* скажи* рассказыва* кажи* πεις αναφέρεις"),

        // Arabic, Hebrew, Persian, Hindi, Bengali
        (Drop, "تجاهل تجاهلي انس انسى נא התעלם התעלמי שכח نادیده فراموش अनदेखा नज़रअंदाज़ नजरअंदाज भूल উপেক্ষা"),
        (Prior, "السابقة السابق أعلاه הקודמות הקודם לעיל قبلی پیشین पिछले पिछली पूर्व उपरोक्त পূর্ববর্তী আগের"),
        (Order, "التعليمات الأوامر تعليمات ההוראות הנחיות הוראות دستورات دستورالعمل* निर्देश* आदेश* নির্দেশ*"),

        // Chinese, Japanese, Korean, Thai
        (Drop, "忽略 无视 無視 忘记 忘記 忽視 忽视 不要理会 無視して 忘れて 무시* 잊어* 잊으* 무시하고 เพิกเฉย ละเว้น ลืม"),
        (Prior, "之前 以前 先前 上述 以上 前面 此前 前の 以前の 上記 これまで 이전* 위의 앞의 기존* ก่อนหน้า ข้างต้น"),
        (Order, "指令 指示 提示 命令 规则 規則 说明 プロンプト 指図 지시* 명령* 지침* 프롬프트* คำสั่ง คำแนะนำ"),
        (User, "用户 用戶 使用者 ユーザー 사용자* ผู้ใช้"), (Not, "不要 别 不得 勿 ないで 마세요 말고 말아* ห้าม อย่า"), (Tell, "告诉 告訴 透露 提及 伝え 教え 알리* 말하* บอก"),
    ];
}
