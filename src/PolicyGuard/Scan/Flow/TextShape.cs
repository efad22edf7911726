namespace PolicyGuard.Scan.Flow;

/// <summary>A string of which some pieces are known: what stands in front of an input decides what the input can do.</summary>
internal sealed class TextShape(IReadOnlyList<TextPiece> pieces)
{
    private const int MostPieces = 24;
    private const int LongestMerge = 4096;

    public IReadOnlyList<TextPiece> Pieces { get; } = pieces;

    /// <summary>What the string certainly begins with; empty where that is not known.</summary>
    public string Prefix => Pieces.Count > 0 ? Pieces[0].Literal ?? "" : "";

    public static TextShape Of(string literal) => new([new TextPiece(literal, TaintSet.None)]);

    public static TextShape Of(TaintSet hole) => new([new TextPiece(null, hole)]);

    public static TextShape Concat(IEnumerable<TextShape> shapes)
    {
        var pieces = new List<TextPiece>();
        foreach (var piece in shapes.SelectMany(static shape => shape.Pieces))
        {
            if (pieces.Count > 0 && pieces[^1].Literal is { } left && piece.Literal is { } right && left.Length + right.Length <= LongestMerge)
            {
                pieces[^1] = new TextPiece(left + right, TaintSet.None);
            }
            else if (pieces.Count < MostPieces)
            {
                pieces.Add(piece);
            }
            else
            {
                pieces[^1] = new TextPiece(null, pieces[^1].Hole.Union(piece.Hole));
            }
        }

        return new TextShape(pieces);
    }

    /// <summary>Whether what begins the string is the same in both.</summary>
    public bool Same(TextShape other) =>
        ReferenceEquals(this, other) || Pieces.Count == other.Pieces.Count
        && !Pieces.Where((piece, i) => piece.Literal != other.Pieces[i].Literal || piece.Literal is null && piece.Hole != other.Pieces[i].Hole).Any();
}
