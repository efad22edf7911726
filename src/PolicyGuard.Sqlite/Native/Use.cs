namespace PolicyGuard.Sqlite.Native;

/// <summary>One use of a prepared statement; disposing resets it, which ends its read of the database.</summary>
internal readonly ref struct Use
{
    private readonly Statement _statement;
    private readonly bool _kept;

    internal Use(Statement statement, bool kept)
    {
        _statement = statement;
        _kept = kept;
    }

    internal Statement Statement => _statement;

    public void Dispose()
    {
        if (_kept)
        {
            _statement.Reset();
        }
        else
        {
            _statement.Dispose();
        }
    }
}
