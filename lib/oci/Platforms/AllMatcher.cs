namespace PluginHost.Oci.Platforms;

/// <summary>Takes everything.</summary>
internal sealed class AllMatcher : IPlatformMatcher
{
    public bool Match(Platform platform) => true;

    public bool IsBetter(Platform left, Platform right) => false;
}
