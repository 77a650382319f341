using Xunit.Sdk;

namespace PluginHost.Conformance.Support;

/// <summary>
/// A test that mounts or changes owners; skipped, with the reason, where the process is not root or a <see cref="NeedsAttribute"/> is not met.
/// </summary>
[XunitTestCaseDiscoverer(SuiteFactDiscoverer.Name, SuiteFactDiscoverer.Assembly)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = RootRequirement.Missing;
}
