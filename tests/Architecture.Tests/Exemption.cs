namespace Architecture.Tests;

/// <summary>A place that may break a rule.</summary>
/// <param name="Rule">The rule's name, from <see cref="RuleNames"/>.</param>
/// <param name="Place">A file or a directory, relative to the root of the repository.</param>
/// <param name="Reason">Why the rule is wrong there.</param>
internal sealed record Exemption(string Rule, string Place, string Reason);
