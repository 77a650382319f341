using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace PluginHost.Conformance.Support;

/// <summary>A test of a suite, skipped where the class that derives from the suite has needs that are not met.</summary>
public sealed class SuiteTestCase : XunitTestCase
{
    /// <summary>For the deserializer.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("only the deserializer calls this", error: false)]
    public SuiteTestCase()
    {
    }

    public SuiteTestCase(IMessageSink sink, ITestFrameworkDiscoveryOptions options, ITestMethod method, object[]? arguments = null)
        : base(sink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, arguments)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute)
    {
        IEnumerable<string> needs = TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsAttribute))
            .SelectMany(needs => (IEnumerable<string>)needs.GetConstructorArguments().Single());

        return base.GetSkipReason(factAttribute) ?? NeedsAttribute.Missing(needs);
    }
}
