namespace PluginHost.Conformance.Support;

/// <summary>A test that mounts or changes owners; skipped, with the reason, where the process is not root.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = RootRequirement.Missing;
}
