namespace PluginHost.Oci.Platforms;

/// <summary>Says which platforms will do, and which of two is the better one. Matchers are immutable.</summary>
public interface IPlatformMatcher
{
    /// <summary>Whether this platform will do. It need not be normalised.</summary>
    bool Match(Platform platform);

    /// <summary>
    /// Whether <paramref name="left"/> is to be preferred to <paramref name="right"/>; false if there is nothing to choose.
    /// </summary>
    bool IsBetter(Platform left, Platform right);
}
