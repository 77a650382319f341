using Xunit.Sdk;

namespace PluginHost.Conformance.Support;

/// <summary>A test of a suite, which heeds the <see cref="NeedsAttribute"/> of the class that derives from it.</summary>
[XunitTestCaseDiscoverer(SuiteFactDiscoverer.Name, SuiteFactDiscoverer.Assembly)]
public sealed class SuiteFactAttribute : FactAttribute;
