using Xunit.Sdk;

namespace PluginHost.Conformance.Support;

/// <summary>As <see cref="SuiteFactAttribute"/>, for a test with data.</summary>
[XunitTestCaseDiscoverer(SuiteTheoryDiscoverer.Name, SuiteFactDiscoverer.Assembly)]
public sealed class SuiteTheoryAttribute : TheoryAttribute;
