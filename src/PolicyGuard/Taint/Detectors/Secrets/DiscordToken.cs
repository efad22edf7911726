using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>Discord bot tokens: the bot's id in base64, a time in six characters, a seal of 27 to 38, with dots between. Found from the first dot outwards.</summary>
internal sealed class DiscordToken : Detector
{
    private const int Time = 6;
    private static readonly System.Buffers.SearchValues<char> Base64Alphabet = CharClass.Of('w');

    public override string Id => "discord-bot-token";

    public override LabelSet Label => LabelSet.Secret;

    public override Cues Cues => Cues.Long;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var dot = from; dot + Time + 1 < text.Length; dot++)
        {
            var next = text[dot..].IndexOf('.');
            if (next < 0)
            {
                break;
            }

            dot += next;
            if (dot + Time + 1 >= text.Length || text[dot + Time + 1] != '.' || dot - from < 24)
            {
                continue;
            }

            var id = 0;
            while (id <= 27 && dot - id > from && Base64Alphabet.Contains(text[dot - id - 1]))
            {
                id++;
            }

            var seal = Run(text[..Math.Min(text.Length, dot + Time + 2 + 39)], dot + Time + 2, Base64Alphabet);
            // A decimal number's first digit makes the first letter M, N or O.
            if (id is >= 24 and <= 26 && text[dot - id] is 'M' or 'N' or 'O' && seal is >= 27 and <= 38
                && Run(text[..(dot + Time + 1)], dot + 1, Base64Alphabet) == Time && Histogram.Of(text.Slice(dot + Time + 2, seal)) >= 3.5)
            {
                return new Hit(dot - id, id + Time + 2 + seal);
            }
        }

        return Hit.None;
    }
}
