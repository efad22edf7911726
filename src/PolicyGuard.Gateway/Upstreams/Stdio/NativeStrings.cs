using System.Runtime.InteropServices;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>Zeroed memory outside the heap, for structures whose layout is the C library's own affair.</summary>
internal sealed class NativeBlock(int bytes) : IDisposable
{
    internal nint Address { get; } = Zeroed(bytes);

    public void Dispose() => Marshal.FreeHGlobal(Address);

    private static nint Zeroed(int bytes)
    {
        var address = Marshal.AllocHGlobal(bytes);
        Marshal.Copy(new byte[bytes], 0, address, bytes);
        return address;
    }
}

/// <summary>A null-ended array of C strings in UTF-8, as <c>argv</c> and <c>environ</c> are.</summary>
internal sealed class NativeStrings : IDisposable
{
    private readonly NativeBlock _array;
    private readonly nint[] _strings;

    internal NativeStrings(IEnumerable<string> strings)
    {
        _strings = [.. strings.Select(Marshal.StringToCoTaskMemUTF8)];
        _array = new NativeBlock((_strings.Length + 1) * nint.Size);
        Marshal.Copy(_strings, 0, _array.Address, _strings.Length);
    }

    internal nint Address => _array.Address;

    internal nint this[int index] => _strings[index];

    public void Dispose()
    {
        Array.ForEach(_strings, Marshal.FreeCoTaskMem);
        _array.Dispose();
    }
}
