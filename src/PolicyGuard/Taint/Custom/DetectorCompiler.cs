using PolicyGuard.Calls;
using PolicyGuard.Taint.Detectors;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Custom;

/// <summary>Makes the set of detectors from what was written, and says of every fault where it is.</summary>
public static class DetectorCompiler
{
    private const int MostDetectors = 1000;
    private const int LongestId = 64;

    /// <summary>The set, or null where anything is wrong.</summary>
    /// <param name="sources">What was written.</param>
    /// <param name="faults">Where faults go; all are errors.</param>
    public static DetectorSet? Compile(DetectorSources sources, ICollection<Diagnostic> faults)
    {
        var before = faults.Count;
        var known = DetectorSet.BuiltIn.Detectors.Concat(DetectorSet.Content.Detectors).Select(static d => d.Id).Append(Layers.Concealment.Id).ToList();
        var custom = sources.Custom.Select(document => Detector(document, known, faults)).ToList();
        foreach (var same in sources.Custom.GroupBy(static document => document.Id, StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            faults.Add(same.Last().Origin.Error("detector-id", $"the detector `{same.Key}` is here for the second time; the first is at {same.First().Origin.File}:{same.First().Origin.Line}"));
        }

        if (known.Count + custom.Count > MostDetectors)
        {
            faults.Add(sources.Custom[^1].Origin.Error("detector-count", $"there are {known.Count + custom.Count} detectors; {MostDetectors} are allowed"));
        }

        var ids = known.Concat(sources.Custom.Select(static document => document.Id)).ToList();
        var off = sources.Disabled.Select(entry => Disabled(entry.Id, entry.Origin, ids, faults)).OfType<Glob>().ToList();
        var (values, places) = (new List<Allowances.Value>(), new List<Allowances.Place>());
        foreach (var allow in sources.Allowed)
        {
            Allow(allow, ids, values, places, faults);
        }

        if (faults.Count > before)
        {
            return null;
        }

        // The operator's own come first: what they know of a value says more than our general forms.
        var allowed = new Allowances(values, places);
        return new DetectorSet(
            custom.OfType<Detector>().Concat(DetectorSet.BuiltIn.Detectors).Where(IsOn), allowed, concealed: !off.Exists(static glob => glob.IsMatch(Layers.Concealment.Id)),
            new DetectorSet(DetectorSet.Content.Detectors.Where(IsOn), allowed, concealed: false));

        bool IsOn(Detector detector) => !off.Exists(glob => glob.IsMatch(detector.Id));
    }

    private static CustomDetector? Detector(DetectorDocument document, List<string> known, ICollection<Diagnostic> faults)
    {
        var origin = document.Origin;
        var before = faults.Count;
        if (document.Id.Length is 0 or > LongestId || document.Id.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-_."))
        {
            faults.Add(origin.Error("detector-id", $"`{document.Id}` cannot name a detector", $"at most {LongestId} lower-case letters, digits, `-`, `_` and `.`"));
        }
        else if (known.Contains(document.Id) || document.Id == Scanner.Unscanned)
        {
            faults.Add(origin.Error("detector-id", $"there is a detector `{document.Id}` already", "pick another id, and disable the one that comes with the program where yours takes its place"));
        }

        if (!LabelSet.TryParse(document.Label, out var label))
        {
            faults.Add(origin.Error("detector-label", $"`{document.Label}` is no label", "one of `secret`, `pii` and the other built-in labels, or `custom:` and lower-case letters, digits, `_`, `-`, `.`"));
        }

        if (document.Entropy is < 0 or > 8 || double.IsNaN(document.Entropy))
        {
            faults.Add(origin.Error("detector-entropy", $"an entropy of {document.Entropy} bits per character is impossible", "a number from 0 to 8"));
        }

        if (document.Checksum is { } checksum && !Checksums.Names.Contains(checksum))
        {
            faults.Add(origin.Error("detector-checksum", $"`{checksum}` is no checksum that is known", $"one of {string.Join(", ", Checksums.Names)}"));
        }

        foreach (var _ in document.Keywords.Where(static word => word.Length == 0))
        {
            faults.Add(origin.Error("detector-keyword", $"detector `{document.Id}` has an empty keyword", "leave it out"));
        }

        var pattern = Pattern(document.Pattern, origin, faults);
        var group = 0;
        if (pattern is not null)
        {
            var groups = pattern.Warm().GetGroupNumbers();
            group = document.Group == 0 && groups.Length > 1 ? 1 : document.Group;
            if (!groups.Contains(group))
            {
                faults.Add(origin.Error("detector-group", $"the pattern of `{document.Id}` has no group {group}"));
            }
        }

        var allowed = document.Allowed.Select(allow => Compile(allow, faults)).ToList();
        return faults.Count > before ? null : new CustomDetector(document, label, pattern!, group, allowed);
    }

    private static Glob? Disabled(string id, Origin origin, List<string> ids, ICollection<Diagnostic> faults)
    {
        if (!Glob.TryParseValue(id, out var glob, out var fault))
        {
            faults.Add(origin.Error("detector-id", $"`{id}`: {fault}"));
        }
        else if (!ids.Exists(known => glob!.IsMatch(known)))
        {
            var near = Suggestion.Nearest(id, ids);
            faults.Add(origin.Error("detector-id", $"there is no detector `{id}`", near is null ? "`policyguard detectors list` names them" : $"did you mean `{near}`?"));
        }

        return glob;
    }

    private static void Allow(AllowDocument allow, List<string> ids, List<Allowances.Value> values, List<Allowances.Place> places, ICollection<Diagnostic> faults)
    {
        var detector = allow.Detector is { } id ? Disabled(id, allow.Origin, [.. ids, Scanner.Unscanned], faults) : null;
        if (allow.Pointer is { } pointer)
        {
            if (!Glob.TryParseValue(pointer, out _, out var fault) || !Glob.TryParseName(pointer, opaque: true, out _, out fault))
            {
                faults.Add(allow.Origin.Error("allow-pointer", $"`{pointer}`: {fault}"));
                return;
            }

            Glob.TryParseValue(pointer, out var glob, out _);
            places.Add(new Allowances.Place(detector, glob!));
            return;
        }

        foreach (var digest in allow.Digests.Where(static digest => digest.Length != 64 || digest.AsSpan().ContainsAnyExcept("0123456789abcdef")))
        {
            faults.Add(allow.Origin.Error("allow-digest", $"`{digest}` is no SHA-256", "64 digits in lower-case hex, of the value in UTF-8"));
        }

        values.Add(new Allowances.Value(detector, allow.Digests.ToHashSet(StringComparer.Ordinal), Compile(allow, faults)));
    }

    private static CompiledAllow Compile(AllowDocument allow, ICollection<Diagnostic> faults) =>
        new([.. allow.Patterns.Select(pattern => Pattern(pattern, allow.Origin, faults)).OfType<LinearPattern>()], allow.Words, allow.Target, allow.All);

    private static LinearPattern? Pattern(string written, Origin origin, ICollection<Diagnostic> faults)
    {
        if (!Re2Pattern.TryTranslate(written, out var translated, out var fault) || !LinearPattern.TryCreateExact(written, translated, out var pattern, out fault))
        {
            faults.Add(origin.Error("detector-pattern", $"`{(written.Length > 80 ? written[..77] + "..." : written)}`: {fault}"));
            return null;
        }

        if (pattern!.IsMatch(""))
        {
            faults.Add(origin.Error("detector-pattern", $"`{written}` matches the empty text, and so everywhere"));
            return null;
        }

        return pattern;
    }
}
