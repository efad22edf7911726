using System.Text;
using PolicyGuard.Scan;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Tests.Scan;

/// <summary>Files that were written to break the scan: deep, long, torn. Work is counted in steps, so no clock decides.</summary>
public sealed class HostileFilesTests
{
    private static readonly Dictionary<string, Func<int, string>> Shapes = new()
    {
        ["brackets that open"] = static n => new string('(', n),
        ["brackets that open and close"] = static n => new string('[', n) + new string(']', n),
        ["not not not"] = static n => string.Concat(Enumerable.Repeat("not ", n)) + "x",
        ["minus minus minus"] = static n => new string('-', n) + "1",
        ["lambda in lambda"] = static n => string.Concat(Enumerable.Repeat("lambda: ", n)) + "x",
        ["if else if else"] = static n => string.Concat(Enumerable.Repeat("a if b else ", n)) + "c",
        ["a long sum"] = static n => "x = a" + string.Concat(Enumerable.Repeat(" + a", n)),
        ["a long sum of input"] = static n => "x = input()\ny = x" + string.Concat(Enumerable.Repeat(" + x", n)) + "\neval(y)",
        ["a long chain"] = static n => "x = a" + string.Concat(Enumerable.Repeat(".b(1)[2]", n)),
        ["powers"] = static n => "2" + string.Concat(Enumerable.Repeat("**2", n)),
        ["blocks in blocks"] = static n => string.Concat(Enumerable.Range(0, n).Select(static i => new string(' ', Math.Min(i, 300)) + "if a:\n")),
        ["many elifs"] = static n => "if a: pass\n" + string.Concat(Enumerable.Range(0, n).Select(static i => $"elif a == {i}: x = {i}\n")),
        ["many returns"] = static n => "def f(a):\n try:\n" + string.Concat(Enumerable.Range(0, n).Select(static i => $"  x{i} = a\n  if a == {i}: return x{i}\n")) + " except E: pass\n",
        ["many handlers"] = static n => "try:\n" + string.Concat(Enumerable.Range(0, n).Select(static i => $" x{i} = a\n")) + string.Concat(Enumerable.Range(0, n).Select(static i => $"except E{i}: pass\n")),
        ["formatted strings that open"] = static n => string.Concat(Enumerable.Repeat("f'{", n)),
        ["a formatted string that never ends, on every line"] = static n => string.Concat(Enumerable.Repeat("x = f'{a\n", n)),
        ["a triple quote that never ends"] = static n => "'''" + new string('a', n),
        ["formats in formats"] = static n => "f'" + string.Concat(Enumerable.Repeat("{a:", n)) + "'",
        ["a list of many"] = static n => "x = [" + string.Concat(Enumerable.Repeat("input(), ", n)) + "]\neval(x[3])",
        ["a dictionary of many"] = static n => "x = {" + string.Concat(Enumerable.Range(0, n).Select(static i => $"'k{i}': input(), ")) + "}\neval(x['k5'])",
        ["many assignments"] = static n => string.Concat(Enumerable.Range(0, n).Select(static i => $"x{i} = x{Math.Max(0, i - 1)}\n")),
        ["many functions"] = static n => string.Concat(Enumerable.Range(0, n).Select(static i => $"def f{i}(a):\n return f{i + 1}(a)\n")),
        ["loops in loops"] = static n => string.Concat(Enumerable.Range(0, Math.Min(n, 90)).Select(static i => new string(' ', i) + "for a in b:\n")) + new string(' ', Math.Min(n, 90)) + "x = a\n",
        ["comprehension in comprehension"] = static n => string.Concat(Enumerable.Repeat("[x for x in ", n)) + "y" + new string(']', n),
        ["decorators"] = static n => string.Concat(Enumerable.Repeat("@a\n", n)) + "def f(): pass\n",
        ["dots"] = static n => "import " + string.Concat(Enumerable.Repeat("a.", n)) + "b\nfrom " + new string('.', n) + " import x\n",
        ["semicolons"] = static n => string.Concat(Enumerable.Repeat("x=1;", n)),
        ["backslashes"] = static n => string.Concat(Enumerable.Repeat("\\\n", n)) + "x",
        ["broken lines"] = static n => string.Concat(Enumerable.Repeat("def (:\n ) x = = 1\n", n)),
        ["names of odd letters"] = static n => string.Concat(Enumerable.Repeat("ﷺ", n)) + " = 1",
        ["half characters"] = static n => "x" + new string('\ud800', n) + " = '" + new string('\udc00', n) + "'",
        ["a string that doubles"] = static n => "x = 'aaaaaaaa'\n" + string.Concat(Enumerable.Repeat("x = x + x\n", n)) + "y = 'a' * 10 ** 18\nz = [1] * 10 ** 18\n",
        ["numbers that grow"] = static n => "x = 9\n" + string.Concat(Enumerable.Repeat("x = x ** x << x\n", n)),
        ["patterns"] = static n => "match x:\n case " + string.Concat(Enumerable.Repeat("[", n)) + "\n",
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_of_one_hostile_shape_ends_in_steps_that_grow_with_its_length(string shape)
    {
        var scanner = new PythonScanner();
        var (_, few) = scanner.Measured("a.py", Shapes[shape](2_000));
        var (_, many) = scanner.Measured("a.py", Shapes[shape](20_000));
        Assert.True(many <= (few * 15) + 10_000, $"{few} steps for 2000, {many} for 20000");
    }

    [Fact]
    public void Functions_that_call_the_next_one_twice_do_not_double_the_work_each_time()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(static i => $"def f{i}(a):\n return f{i + 1}(a) + f{i + 1}(a) + f{i + 1}(a) + f{i + 1}(a)\n")) + "f0(input())\n";
        var (findings, steps) = new PythonScanner().Measured("a.py", text);
        Assert.InRange(steps, 1, 3_000_000);
        Assert.Contains(findings, static finding => finding.Rule == ScanRules.Incomplete);
    }

    [Fact]
    public void A_function_that_calls_itself_ends()
    {
        var findings = new PythonScanner().Scan("a.py", "def f(a):\n  return g(a)\ndef g(a):\n  return f(a)\neval(f(input()))\n");
        Assert.Contains(findings, static finding => finding.Rule == ScanRules.CodeFlow);
    }

    [Fact]
    public void What_stands_behind_a_file_that_is_too_deep_is_still_found()
    {
        var text = "x = " + new string('(', 5000) + "\n" + "def f():\n    pass\nimport os\nos.system(input())\n";
        var findings = new PythonScanner().Scan("a.py", text);
        Assert.Contains(findings, static finding => finding.Rule == ScanRules.CommandFlow);
        Assert.Contains(findings, static finding => finding.Rule == ScanRules.Syntax);
    }

    [Fact]
    public void A_file_that_is_too_long_is_told_and_not_read()
    {
        var findings = new PythonScanner().Scan("a.py", new string('a', PythonScanner.MaxLength + 1));
        Assert.Equal(ScanRules.Incomplete, Assert.Single(findings).Rule);
    }

    [Fact]
    public void A_torn_file_is_told_of_and_never_an_exception()
    {
        var dice = new Dice(7);
        var scanner = new PythonScanner();
        var texts = Spec.Files("scan").Select(Spec.Text).ToList();
        string[] scraps = ["(", ")", "[", "]", "{", "}", "'", "\"", "'''", "f'{", "\\", "\n", "\r", "\t", "  ", ":", "=", "lambda", "def f(", "if", "else:", "*", "**", ",", "@", "\0", "\ud800", "é", "😀", "0x", "1e", "...", "match x:\n case", ":=", "async ", "yield "];
        for (var i = 0; i < 1500; i++)
        {
            var text = new StringBuilder(dice.Of(texts));
            var from = dice.Below(text.Length);
            text.Remove(0, from);
            text.Length = Math.Min(text.Length, 600);
            for (var change = dice.Below(8); change >= 0; change--)
            {
                var at = dice.Below(text.Length + 1);
                if (dice.Below(2) == 0 && at < text.Length)
                {
                    text.Remove(at, Math.Min(dice.Below(20), text.Length - at));
                }
                else
                {
                    text.Insert(at, dice.Of(scraps));
                }
            }

            var findings = scanner.Scan("a.py", text.ToString());
            Assert.All(findings, static finding => Assert.True(finding.Line > 0 && finding.Column > 0));
            Assert.Equal(findings, scanner.Scan("a.py", text.ToString()), static (one, two) => one.Rule == two.Rule && one.Line == two.Line && one.Message == two.Message);
        }
    }

    [Theory]
    [InlineData("def f(:\n  pass\n")]
    [InlineData("x = (1,\n")]
    [InlineData("x = 'abc\n")]
    [InlineData("if x:\npass\n")]
    [InlineData("  x = 1\n y = 2\n")]
    [InlineData("x = $\n")]
    [InlineData("f'{'\n")]
    [InlineData("f'}'\n")]
    [InlineData("import\n")]
    [InlineData("class :\n  pass\n")]
    [InlineData("x = yield = 1 2\n")]
    public void What_is_not_Python_is_never_passed_over_in_silence(string text)
    {
        Assert.NotEmpty(PythonFile.Read(text).Faults);
        Assert.Contains(new PythonScanner().Scan("a.py", text), static finding => finding.Rule == ScanRules.Syntax);
    }
}
