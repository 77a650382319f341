using Xunit.Abstractions;
using Xunit.Sdk;

namespace PluginHost.Conformance.Support;

/// <summary>Makes the test cases of <see cref="SuiteTheoryAttribute"/>, one for each row.</summary>
public sealed class SuiteTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    /// <summary>Where the attributes say that this class is.</summary>
    public const string Name = "PluginHost.Conformance.Support.SuiteTheoryDiscoverer";

    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow)
        => [new SuiteTestCase(DiagnosticMessageSink, discoveryOptions, testMethod, dataRow)];
}
