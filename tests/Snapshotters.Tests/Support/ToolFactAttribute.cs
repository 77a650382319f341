using PluginHost.Conformance.Support;

namespace Snapshotters.Tests.Support;

/// <summary>A test that needs <c>root</c> or programs; skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] needs)
    {
        Needs = needs;
        Skip = NeedsAttribute.Missing(needs);
    }

    /// <summary>What was asked for.</summary>
    public IReadOnlyList<string> Needs { get; }
}
