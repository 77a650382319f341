namespace PluginHost.Oci.Platforms;

/// <summary>A set of platforms without preference among them.</summary>
internal sealed class AnyMatcher(IReadOnlyList<ExactMatcher> matchers) : IPlatformMatcher
{
    public bool Match(Platform platform) => matchers.Any(matcher => matcher.Match(platform));

    public bool IsBetter(Platform left, Platform right)
    {
        bool leftMatches = Match(left);
        bool rightMatches = Match(right);
        return leftMatches && (!rightMatches || left.OsFeatures.Count > right.OsFeatures.Count);
    }
}
