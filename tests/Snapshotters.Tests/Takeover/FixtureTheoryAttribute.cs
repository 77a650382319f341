using PluginHost.Conformance.Support;

namespace Snapshotters.Tests.Takeover;

/// <summary>A test on a root directory that containerd wrote; needs root to unpack it with its owners and modes.</summary>
public sealed class FixtureTheoryAttribute : TheoryAttribute
{
    public FixtureTheoryAttribute() => Skip = new RootFactAttribute().Skip ?? ContainerdRoot.Missing;
}
