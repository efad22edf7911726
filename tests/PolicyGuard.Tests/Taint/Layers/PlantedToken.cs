using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Tests.Taint.Layers;

/// <summary>A token that says what it is, so that tests of the engine do not hang on the catalog: <c>tok_</c> and twenty letters or digits.</summary>
internal sealed class PlantedToken : Detector
{
    public const string Text = "tok_9fK2mX7qLw4ZbT1vRc8y";

    public static Scanner Scanner { get; } = new(new DetectorSet([new PlantedToken()]));

    public override string Id => "planted-token";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => ["tok_"];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length && text[at..].IndexOf("tok_", StringComparison.Ordinal) is var next and >= 0; at += next + 4)
        {
            var start = at + next;
            var length = 0;
            while (start + 4 + length < text.Length && length < 20 && char.IsAsciiLetterOrDigit(text[start + 4 + length]))
            {
                length++;
            }

            if (length == 20)
            {
                return new Hit(start, 24);
            }
        }

        return Hit.None;
    }
}
