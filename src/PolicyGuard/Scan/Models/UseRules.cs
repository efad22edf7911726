namespace PolicyGuard.Scan.Models;

/// <summary>MCPGuard's rules: names whose call, and modules whose import, is a finding by itself.</summary>
internal static class UseRules
{
    /// <summary>The rule of a function's full name, or null.</summary>
    public static ScanRule? OfName(string name) => name switch
    {
        "builtins.eval" => ScanRules.Eval,
        "builtins.exec" => ScanRules.Exec,
        "builtins.compile" => ScanRules.Compile,
        "builtins.__import__" => ScanRules.DynamicImport,
        "builtins.getattr" => ScanRules.GetAttribute,
        "os.system" => ScanRules.OsSystem,
        "os.popen" => ScanRules.OsPopen,
        _ => null,
    };

    /// <summary>The rule of an imported module, or null.</summary>
    public static ScanRule? OfModule(string name) => name switch
    {
        "subprocess" => ScanRules.Subprocess,
        "pickle" or "cPickle" or "_pickle" => ScanRules.Pickle,
        "marshal" => ScanRules.Marshal,
        "shelve" => ScanRules.Shelve,
        "ctypes" => ScanRules.Ctypes,
        "socket" => ScanRules.Socket,
        _ => null,
    };
}
