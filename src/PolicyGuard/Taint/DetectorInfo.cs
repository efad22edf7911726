using PolicyGuard.Calls;

namespace PolicyGuard.Taint;

/// <summary>A detector, for people.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">What its findings are labelled.</param>
/// <param name="Description">What it finds; empty where the id says it.</param>
public sealed record DetectorInfo(string Id, LabelSet Label, string Description);
