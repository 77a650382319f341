using Xunit;

namespace PluginHost.Testing;

/// <summary>A test that needs root or programs; skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresFactAttribute : FactAttribute
{
    /// <param name="needs"><c>root</c> or names of programs.</param>
    public RequiresFactAttribute(params string[] needs)
    {
        Needs = needs;
        Skip = Requirements.Missing(needs);
    }

    /// <summary>What was asked for.</summary>
    public IReadOnlyList<string> Needs { get; }
}
