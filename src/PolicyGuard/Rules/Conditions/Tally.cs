namespace PolicyGuard.Rules.Conditions;

/// <summary>How many places a key names, and how many texts there satisfy a predicate or do not.</summary>
internal struct Tally
{
    public int Places;
    public int Hits;
    public int Misses;

    public void Add(bool hit)
    {
        Hits += hit ? 1 : 0;
        Misses += hit ? 0 : 1;
    }
}
