using PluginHost.Conformance.Support;

namespace Snapshotters.Tests.Takeover;

/// <summary>A test with a real containerd of Debian (1.6) on a root directory of its own.</summary>
public sealed class ContainerdTheoryAttribute : TheoryAttribute
{
    public ContainerdTheoryAttribute()
        => Skip = new RootFactAttribute().Skip
            ?? ContainerdRoot.Missing
            ?? (File.Exists(ContainerdDaemon.Binary) ? null : $"{ContainerdDaemon.Binary} is not installed");
}
