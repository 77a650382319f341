namespace PluginHost.Oci.Platforms;

/// <summary>An operating system on whatever architecture: for unpacking, which runs nothing of the image.</summary>
internal sealed class OsMatcher(Platform platform) : IPlatformMatcher
{
    private readonly ExactMatcher _matcher = new(platform);

    public bool Match(Platform platform) => _matcher.MatchOs(platform);

    public bool IsBetter(Platform left, Platform right)
    {
        if (!Match(left) || !Match(right))
        {
            return Match(left);
        }

        int leftRank = Rank(left);
        int rightRank = Rank(right);
        return leftRank != rightRank ? leftRank > rightRank : left.OsFeatures.Count > right.OsFeatures.Count;
    }

    private int Rank(Platform platform) => _matcher.Match(platform) ? 2 : _matcher.MatchArchitecture(platform) ? 1 : 0;
}
