namespace PolicyGuard.Taint.Instructions;

/// <summary>The reader is told to call a tool, by kind or by name.</summary>
internal static class ToolTalkRule
{
    public static double Weigh(in Sentence s)
    {
        for (var use = s.IndexOf(WordClass.Use); use >= 0; use = s.IndexOf(WordClass.Use, use + 1))
        {
            var named = s.IndexOf(WordClass.Identifier, use + 1, use + 9) is var name and >= 0;
            var tool = s.IndexOf(WordClass.Tool, use + 1, use + 9) >= 0;
            if (!named && !tool)
            {
                continue;
            }

            // "the user must call this tool" tells of somebody else.
            var must = s.IndexOf(WordClass.Must, use - 4, use);
            var commanded = use == s.Head || s.IsBound || s.IsPolite || (must >= 0 && s.IndexOf(WordClass.User, must - 3, must) < 0);
            if (!commanded && !(s.Is(use, "using") && s.Commands(WordClass.Act | WordClass.Gather)))
            {
                continue;
            }

            var readers = s.IndexOf(WordClass.Second, 0, use) >= 0 || s.IsPolite || s.Is(use, "using");
            var personal = s.Has(WordClass.First | WordClass.Place);
            var itself = s.IndexOf(WordClass.Tool, use + 1, use + 4) is var kind and >= 0 && s.Is(kind - 1, "this");
            return (named, tool, readers, personal) switch
            {
                _ when itself => 0.3,
                (_, _, _, true) => 0.65,
                (true, true, true, _) => 0.6,
                (true, _, true, _) or (_, true, true, _) => 0.45,
                _ => 0.3,
            };
        }


        return 0;
    }
}
