using PolicyGuard.Scan.Flow;

namespace PolicyGuard.Scan.Models;

/// <summary>A function that is dangerous with input in certain arguments.</summary>
/// <param name="Hazard">What the input does there.</param>
/// <param name="Shape">How its arguments are read.</param>
/// <param name="First">The first position that counts.</param>
/// <param name="Last">The last position that counts.</param>
/// <param name="Keywords">Names under which the argument may be given.</param>
internal sealed record Sink(Hazard Hazard, SinkShape Shape, int First, int Last, string[] Keywords);

/// <summary>How the arguments of a sink are read.</summary>
internal enum SinkShape
{
    /// <summary>Input in the argument, or in anything in it.</summary>
    Plain,

    /// <summary>As subprocess does: a command line, or a list of which the first item is the program; with <c>shell=True</c> all of it counts.</summary>
    Process,

    /// <summary>The program and its arguments, one after another.</summary>
    Program,

    /// <summary>Only where the argument was put together with text around: an object of input is a value, not a query.</summary>
    Composed,

    /// <summary>Only where the argument itself is input: input in it is a value.</summary>
    Whole,

    /// <summary>yaml.load, whose loader decides.</summary>
    Yaml,

    /// <summary>XML parsers that follow external entities only where they are told to.</summary>
    Xml,

    /// <summary>Only in files that import an LDAP library: the names are everybody's.</summary>
    Ldap,
}
