using PolicyGuard.Taint;
using PolicyGuard.Taint.Custom;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Taint.Custom;

public sealed class GitleaksReaderTests
{
    private const string Rules = """"
        title = "house rules"

        [[rules]]
        id = "acme-key"
        description = "Acme key"
        regex = '''(?i)\bacme[\w.-]{0,20}?\s*[=:]\s*["']?([[:alnum:]]{20})(?:["'\s]|$)'''
        entropy = 3.2
        secretGroup = 1
        keywords = ["acme"]
        tags = ["x"]

          [[rules.allowlists]]
          description = "what documentation writes"
          regexTarget = "line"
          regexes = ['''# sample$''']
          stopwords = ["aaaa"]

        [[rules]]
        id = "old-names"
        path = '''\.pem$'''

        [allowlist]
        paths = ['''go\.sum''']
        """";

    [Fact]
    public void Rules_are_read_and_find()
    {
        var faults = new List<Diagnostic>();
        var sources = GitleaksReader.Read(Rules, "house.toml", faults);
        Assert.All(faults, fault => Assert.Equal(Severity.Warning, fault.Severity));
        Assert.Equal([20, 23], faults.Select(fault => fault.Line));
        var scanner = new Scanner(DetectorCompiler.Compile(sources, faults)!);
        Assert.Equal("acme-key", Assert.Single(scanner.ScanText("ACME_BADGE = '9fK2mX7qLw4ZbT1vRc8y'")).Detector);
        Assert.Empty(scanner.ScanText("acme_badge = 9fK2mX7qLw4ZbT1vRc8y # sample"));
        Assert.Empty(scanner.ScanText("acme_badge = 9fK2mX7qLw4Zbaaaac8y"));
        Assert.Empty(scanner.ScanText("acme_badge = aaaaaaaaaaaaaaaaaaaa"));
    }

    [Theory]
    [InlineData("[extend]\nuseDefault = true", 1, "extend")]
    [InlineData("[[rules]]\nregex = 'x'", 1, "`id`")]
    [InlineData("[[rules]]\nid = 'x'", 1, "`regex`")]
    [InlineData("[[rules]]\nid = 'x'\nregex = 'x'\npath = 'y'", 4, "paths")]
    [InlineData("[[rules]]\nid = 'x'\nregx = 'x'\nregex = 'y'", 3, "regx")]
    [InlineData("[[rules]]\nid = 'x'\nregex = 'x'\nentropy = 'high'", 4, "a number")]
    [InlineData("[[rules]]\nid = 'x'\nregex = 'x'\nkeywords = 'k'", 4, "array of texts")]
    [InlineData("rules = 3", 1, "array of tables")]
    [InlineData("[allowlist]\ncondition = 'XOR'", 2, "XOR")]
    public void What_cannot_be_followed_is_refused_with_its_line(string toml, int line, string says)
    {
        var faults = new List<Diagnostic>();
        GitleaksReader.Read(toml, "x.toml", faults);
        var fault = Assert.Single(faults, fault => fault.Severity == Severity.Error);
        Assert.Equal(line, fault.Line);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }
}
