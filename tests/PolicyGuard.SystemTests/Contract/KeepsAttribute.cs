namespace PolicyGuard.SystemTests.Contract;

/// <summary>Says which promise of the log a test holds to: words of the sentence in which its MUST or MAY stands, that one included.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class KeepsAttribute(string words) : Attribute
{
    public string Words { get; } = words;
}
