using Xunit.Abstractions;
using Xunit.Sdk;

namespace PluginHost.Conformance.Support;

/// <summary>Makes the test cases of <see cref="SuiteFactAttribute"/>.</summary>
public sealed class SuiteFactDiscoverer(IMessageSink sink) : IXunitTestCaseDiscoverer
{
    /// <summary>Where the attributes say that this class is.</summary>
    public const string Name = "PluginHost.Conformance.Support.SuiteFactDiscoverer";

    /// <summary>The assembly of this class.</summary>
    public const string Assembly = "PluginHost.Conformance";

    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
        => [new SuiteTestCase(sink, discoveryOptions, testMethod)];
}
