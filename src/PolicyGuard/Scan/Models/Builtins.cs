namespace PolicyGuard.Scan.Models;

/// <summary>Names that Python defines (library reference, "Built-in Functions"), Python 2's included.</summary>
internal static class Builtins
{
    private static readonly HashSet<string> Names =
    [
        "abs", "aiter", "all", "anext", "any", "ascii", "bin", "bool", "breakpoint", "bytearray", "bytes", "callable", "chr", "classmethod", "compile",
        "complex", "delattr", "dict", "dir", "divmod", "enumerate", "eval", "exec", "execfile", "filter", "float", "format", "frozenset", "getattr",
        "globals", "hasattr", "hash", "help", "hex", "id", "input", "int", "isinstance", "issubclass", "iter", "len", "list", "locals", "map", "max",
        "memoryview", "min", "next", "object", "oct", "open", "ord", "pow", "print", "property", "range", "raw_input", "repr", "reversed", "round",
        "set", "setattr", "slice", "sorted", "staticmethod", "str", "sum", "super", "tuple", "type", "unicode", "vars", "xrange", "zip", "__import__",
    ];

    /// <summary>Whether it is one.</summary>
    public static bool Has(string name) => Names.Contains(name);
}
