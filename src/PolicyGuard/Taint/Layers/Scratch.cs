namespace PolicyGuard.Taint.Layers;

/// <summary>A buffer that one scan leaves to the next, emptied: what stood in it may be secret.</summary>
internal sealed class Scratch<T>
{
    private const int MostKept = 1 << 18;
    private T[] _items = [];
    private int _used;

    /// <summary>At least so many items; what stood there is undefined.</summary>
    public T[] Take(int length)
    {
        if (_items.Length < length)
        {
            _items = new T[Math.Max(256, Math.Max(length, Math.Min(2 * _items.Length, MostKept)))];
        }

        _used = Math.Max(_used, length);
        return _items;
    }

    /// <summary>Forgets what was used of it.</summary>
    public void Forget()
    {
        if (_items.Length > MostKept)
        {
            _items = [];
        }
        else
        {
            Array.Clear(_items, 0, _used);
        }

        _used = 0;
    }
}
