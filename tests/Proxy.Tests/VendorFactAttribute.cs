namespace Proxy.Tests;

/// <summary>A test with the vendor's process and the real daemon.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VendorFactAttribute : FactAttribute
{
    public VendorFactAttribute(params string[] needs)
        => Skip = new RequiresFactAttribute(["root", "go", "ctr", Tools.PluginHost, VendorProcess.Source, .. needs]).Skip;
}
