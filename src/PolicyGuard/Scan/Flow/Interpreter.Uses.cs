using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Calls that are worth telling whatever they are given.</content>
internal sealed partial class Interpreter
{
    private bool UsesLdap => _module.Source.Imports.Contains("ldap") || _module.Source.Imports.Contains("ldap3");

    // Within how many calls that only show their arguments.
    private int _printing;

    // Under another name it is the same function.
    private void Use(string name, Place at)
    {
        if (UseRules.OfName(name) is { } rule)
        {
            Report(rule, at, $"`{DottedName.Last(name)}` is called");
        }
    }

    private void Choices(string name, Invocation call)
    {
        if (name.StartsWith("requests.", StringComparison.Ordinal) || name.StartsWith("httpx.", StringComparison.Ordinal))
        {
            CheckTransport(name, call);
        }

        if (name is "hashlib.md5" or "hashlib.sha1" && !call.Arguments.Any(static argument => argument.Name == "usedforsecurity" && Folding.Truth(argument.Value) == false)
            || name == "hashlib.new" && call.Argument(0)?.ConstantText?.ToLowerInvariant() is "md5" or "sha1" or "md4")
        {
            Report(ScanRules.WeakHash, call.At, "a hash that does not protect what it hashes");
        }

        if (name.StartsWith("random.", StringComparison.Ordinal) && !name.StartsWith("random.SystemRandom", StringComparison.Ordinal) && name is not ("random.seed" or "random.shuffle"))
        {
            Report(ScanRules.WeakRandom, call.At, "a random value that can be predicted");
        }

        if (call.Last == "set_cookie" && name.EndsWith("Response.set_cookie", StringComparison.OrdinalIgnoreCase) || name == "flask.make_response.set_cookie")
        {
            var secure = call.Arguments.Where(static argument => argument.Name == "secure").Select(static argument => Folding.Truth(argument.Value)).FirstOrDefault();
            if (secure == false || secure is null && !call.Arguments.Any(static argument => argument.Name == "secure" || argument.Stars == 2))
            {
                Report(ScanRules.InsecureCookie, call.At, "a cookie without `secure`");
            }
        }
    }

    private void CheckTransport(string name, Invocation call)
    {
        if (call.Arguments.Any(static argument => argument.Name == "verify" && Folding.Truth(argument.Value) == false))
        {
            Report(ScanRules.NoCertificateCheck, call.At, "a request that does not check the certificate");
        }

        if (Sinks.Of(call) is { Hazard: Hazard.Request } sink && call.Argument(sink.First, sink.Keywords) is { } url && (url.ConstantText ?? url.Text?.Prefix) is { } text && Urls.IsClear(text))
        {
            Report(ScanRules.ClearText, call.At, "a request over plain http");
        }
    }
}
