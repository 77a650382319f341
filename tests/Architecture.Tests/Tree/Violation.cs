namespace Architecture.Tests.Tree;

/// <summary>A place that breaks a rule.</summary>
/// <param name="Place">A file or a project directory, relative to the root of the repository.</param>
/// <param name="What">What is wrong there, with the line where there is one.</param>
internal sealed record Violation(string Place, string What);
