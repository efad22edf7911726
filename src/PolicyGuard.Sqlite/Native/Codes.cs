namespace PolicyGuard.Sqlite.Native;

/// <summary>Result codes and flags of SQLite's C interface (https://sqlite.org/rescode.html); numbers are part of its stable ABI.</summary>
internal static class Codes
{
    internal const int Ok = 0;
    internal const int Busy = 5;
    internal const int Locked = 6;
    internal const int NoMemory = 7;
    internal const int ReadOnly = 8;
    internal const int Interrupt = 9;
    internal const int IoError = 10;
    internal const int Corrupt = 11;
    internal const int Full = 13;
    internal const int CantOpen = 14;
    internal const int Protocol = 15;
    internal const int TooBig = 18;
    internal const int Constraint = 19;
    internal const int Mismatch = 20;
    internal const int Auth = 23;
    internal const int NotADatabase = 26;
    internal const int Row = 100;
    internal const int Done = 101;

    internal const int ReadOnlyMoved = ReadOnly | (4 << 8);

    internal const int OpenReadOnly = 0x1;
    internal const int OpenReadWrite = 0x2;
    internal const int OpenNoMutex = 0x8000;

    internal const uint PreparePersistent = 1;
    internal const int TypeNull = 5;
    internal const int CheckpointPassive = 0;
    internal const int ControlFilePointer = 7;
    internal const int ControlHasMoved = 20;
    internal const int ControlJournalPointer = 28;
    internal const int SyncFull = 3;
}
