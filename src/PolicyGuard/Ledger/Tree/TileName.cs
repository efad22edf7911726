namespace PolicyGuard.Ledger.Tree;

/// <summary>What a path of C2SP tlog-tiles names.</summary>
/// <param name="Level">The tile level, 0 to 63; null for a bundle of entries.</param>
/// <param name="Index">The number of the tile within its level, from 0.</param>
/// <param name="Width">Hashes or entries in it, 1 to 256; 256 is a full tile.</param>
public readonly record struct TileName(int? Level, long Index, int Width);
