using Architecture.Tests.Tree;

namespace Architecture.Tests.Rules;

/// <summary>ASP.NET serves HTTP and does nothing else: neither contracts nor plugins depend on it.</summary>
internal static class WebFramework
{
    public const string Name = "Microsoft.AspNetCore.App";

    public static IEnumerable<Violation> Find(ProjectFile project)
        => project.Frameworks.Contains(Name) ? [new Violation(project.Area, $"references {Name}")] : [];

    public static IEnumerable<Violation> Find(ProductAssembly assembly)
        => assembly.References.Where(name => name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal))
            .Select(name => new Violation(assembly.Area, $"uses {name}"));
}
