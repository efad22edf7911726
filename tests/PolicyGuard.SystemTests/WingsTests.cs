using System.Reflection;
using System.Text.RegularExpressions;
using PolicyGuard.SystemTests.Docs;
using PolicyGuard.Tests.Floors;

namespace PolicyGuard.SystemTests;

/// <summary>What the compiler's project references and the compiled code alone cannot hold.</summary>
public sealed class WingsTests
{
    private static readonly string[] Wings = ["PolicyGuard.Sqlite", "PolicyGuard.Gateway", "PolicyGuard.Backends", "PolicyGuard.Agents"];

    [Fact]
    public void No_wing_sees_another_and_each_sees_the_core()
    {
        foreach (var wing in Wings)
        {
            var seen = Assembly.Load(wing).GetReferencedAssemblies().Select(a => a.Name).Where(n => n!.StartsWith("PolicyGuard", StringComparison.Ordinal));
            Assert.Equal(["PolicyGuard"], seen);
        }
    }

    [Fact]
    public void The_backends_carry_nothing_but_the_runtime() => Assert.All(
        Assembly.Load("PolicyGuard.Backends").GetReferencedAssemblies(),
        static a => Assert.True(a.Name == "PolicyGuard" || a.Name!.StartsWith("System.", StringComparison.Ordinal), a.FullName));

    [Fact]
    public void The_agents_carry_the_abstractions_of_models_and_no_model() => Assert.All(
        Assembly.Load("PolicyGuard.Agents").GetReferencedAssemblies(),
        static a => Assert.True(a.Name is "PolicyGuard" or "Microsoft.Extensions.AI.Abstractions" or "Polly.Core" || a.Name!.StartsWith("System.", StringComparison.Ordinal), a.FullName));

    [Fact]
    public void No_wing_is_left_out_of_this_test()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)!);
        Assert.Equal(new[] { "PolicyGuard", "PolicyGuard.Cli" }.Concat(Wings).Order(), projects.Order());
    }

    // A constant or an enum's member from an upper room leaves no trace in the compiled code, but its name stands in the source.
    [Fact]
    public void No_source_file_of_a_room_names_a_room_that_it_may_not_use()
    {
        var core = Path.Combine(Repository.Root, "src", "PolicyGuard");
        var offences =
            from room in Directory.GetDirectories(core).Select(f => Path.GetFileName(f)!)
            where House.Core.Rooms.Contains(room)
            from file in Directory.EnumerateFiles(Path.Combine(core, room), "*.cs", SearchOption.AllDirectories)
            let code = Code(File.ReadAllText(file))
            from other in House.Core.Rooms
            where !House.Core.Allows(room, other) && Names(code, other)
            select $"{Path.GetRelativePath(core, file)} names {other}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Every_folder_of_the_core_is_a_room_and_its_files_are_in_its_namespace()
    {
        var core = Path.Combine(Repository.Root, "src", "PolicyGuard");
        foreach (var file in Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(core, Path.GetDirectoryName(file)!);
            Assert.Contains(folder.Split(Path.DirectorySeparatorChar)[0], House.Core.Rooms);
            Assert.Contains($"namespace PolicyGuard.{folder.Replace(Path.DirectorySeparatorChar, '.')};", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    // Without comments and strings.
    private static string Code(string source) =>
        Regex.Replace(source, "//[^\n]*|\"[^\"\n]*\"", "", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static bool Names(string code, string room) =>
        Regex.IsMatch(code, $@"\busing (static )?PolicyGuard\.{room}\b|(^|[^.\w])(PolicyGuard\.)?{room}\.[A-Z]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
