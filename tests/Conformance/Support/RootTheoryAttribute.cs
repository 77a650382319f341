namespace PluginHost.Conformance.Support;

/// <summary>As <see cref="RootFactAttribute"/>, for a test with data.</summary>
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = RootRequirement.Missing;
}
