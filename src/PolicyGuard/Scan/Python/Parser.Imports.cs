namespace PolicyGuard.Scan.Python;

/// <content>Imports.</content>
internal sealed partial class Parser
{
    private List<string> Names()
    {
        var names = new List<string>();
        do
        {
            names.Add(ExpectName());
        }
        while (Take(","));
        return names;
    }

    private List<(string Name, string? As)> ImportNames(bool dotted)
    {
        var names = new List<(string Name, string? As)>();
        do
        {
            if (!dotted && Current.Is(")"))
            {
                break;
            }

            var name = dotted ? Dotted() : ExpectName();
            names.Add((name, Take("as") ? ExpectName() : null));
        }
        while (Take(","));
        return names;
    }

    private string Dotted()
    {
        var name = ExpectName();
        while (Take("."))
        {
            name += "." + ExpectName();
            if (name.Length > 500)
            {
                throw new ParseFault(Current.At, "a module's name of more than 500 letters");
            }
        }

        return name;
    }

    private ImportStmt FromImport(Place at)
    {
        Next();
        var level = 0;
        while (Current.Is(".") || Current.Is("..."))
        {
            level += Next().Text.Length;
        }

        var module = Current.Is("import") ? "" : Dotted();
        Imports.Add(module.Split('.')[0]);
        Expect("import");
        if (Take("*"))
        {
            return new ImportStmt(at, module, level, [("*", null)]);
        }

        var brackets = Take("(");
        var names = ImportNames(dotted: false);
        if (brackets)
        {
            Expect(")");
        }

        return new ImportStmt(at, module, level, names);
    }
}
