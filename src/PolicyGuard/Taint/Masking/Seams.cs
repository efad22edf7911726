using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Masking;

/// <summary>Looks across the seams of texts that are read one after the other: what was cut in two, or in more, is found and masked in each piece.</summary>
internal sealed class Seams(Scanner scanner)
{
    // The longest token that is cut and still found whole; a PEM block is known by its first line.
    private const int Reach = 512;

    private readonly List<(string Pointer, int Start)> _pieces = [];
    private string _before = "";

    /// <summary>The next text.</summary>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="text">The text.</param>
    /// <param name="found">Takes what crosses the seam before it.</param>
    public void Add(string pointer, string text, ref List<Finding>? found)
    {
        var seam = _before.Length;
        _pieces.Add((pointer, seam));
        var joined = _before + (text.Length <= Reach ? text : text[..Reach]);
        if (seam > 0)
        {
            foreach (var hit in scanner.ScanText(joined))
            {
                if (hit.Start < seam && hit.Start + hit.Length > seam)
                {
                    Split(hit, found ??= []);
                }
            }
        }

        // What is far behind is dropped; a piece that began there has its start before the beginning.
        var gone = Math.Max(0, seam + text.Length - Reach);
        for (var i = 0; i < _pieces.Count; i++)
        {
            _pieces[i] = (_pieces[i].Pointer, _pieces[i].Start - gone);
        }

        while (_pieces.Count > 1 && _pieces[1].Start <= 0)
        {
            _pieces.RemoveAt(0);
        }

        _before = text.Length >= Reach ? text[^Reach..] : joined[gone..];
    }

    private void Split(Finding hit, List<Finding> found)
    {
        var end = hit.Start + hit.Length;
        for (var i = 0; i < _pieces.Count; i++)
        {
            var (pointer, start) = _pieces[i];
            var next = i + 1 < _pieces.Count ? _pieces[i + 1].Start : int.MaxValue;
            var (from, to) = (Math.Max(hit.Start, start), Math.Min(end, next));
            if (from < to)
            {
                found.Add(hit with { Pointer = pointer, Start = from - start, Length = to - from });
            }
        }
    }
}
