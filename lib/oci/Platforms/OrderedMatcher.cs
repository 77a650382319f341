namespace PluginHost.Oci.Platforms;

/// <summary>A list of platforms in the order of preference.</summary>
internal sealed class OrderedMatcher(IReadOnlyList<ExactMatcher> matchers) : IPlatformMatcher
{
    public bool Match(Platform platform) => matchers.Any(matcher => matcher.Match(platform));

    public bool IsBetter(Platform left, Platform right)
    {
        foreach (ExactMatcher matcher in matchers)
        {
            bool leftMatches = matcher.Match(left);
            bool rightMatches = matcher.Match(right);
            if (leftMatches && rightMatches)
            {
                return left.OsFeatures.Count > right.OsFeatures.Count;
            }

            if (leftMatches || rightMatches)
            {
                return leftMatches;
            }
        }

        return false;
    }
}
