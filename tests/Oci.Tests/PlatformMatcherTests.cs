using PluginHost.Oci;
using PluginHost.Oci.Platforms;

namespace Oci.Tests;

public sealed class PlatformMatcherTests
{
    private static readonly Platform Host = new() { Os = "linux", Architecture = "amd64" };

    [Theory]
    [InlineData("linux/amd64", "linux/amd64 linux/amd64/v1 linux/386", "linux/amd64/v2 linux/arm64 windows/amd64")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3 linux/amd64/v2 linux/amd64 linux/386", "linux/amd64/v4")]
    [InlineData("linux/arm/v7", "linux/arm linux/arm/v6 linux/arm/v5", "linux/arm/v8 linux/arm/v4 linux/arm64")]
    [InlineData("linux/arm/v5", "linux/arm/v5", "linux/arm/v6")]
    [InlineData("linux/arm64", "linux/arm64 linux/arm64/v8 linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5", "linux/arm64/v8.1")]
    [InlineData("linux/arm64/v8.2", "linux/arm64/v8.2 linux/arm64/v8.1 linux/arm64 linux/arm/v8 linux/arm", "linux/arm64/v8.3")]
    [InlineData(
        "linux/arm64/v9.1",
        "linux/arm64/v9.1 linux/arm64/v9 linux/arm64/v8.6 linux/arm64/v8.5 linux/arm64 linux/arm/v8",
        "linux/arm64/v9.2 linux/arm64/v8.7")]
    [InlineData("linux/arm64/v9.9", "linux/arm64/v9.9 linux/arm64/v8.9", "linux/arm64/v8.10")]
    [InlineData("linux/s390x", "linux/s390x", "linux/amd64")]
    [InlineData("linux/amd64/odd", "linux/amd64/odd linux/386", "linux/amd64")]
    [InlineData("linux/amd64/v99999999", "linux/amd64/v99999999 linux/386", "linux/amd64/v99999998")]
    public void Only_takes_what_the_processor_executes_newest_first(string platform, string taken, string refused)
    {
        IPlatformMatcher matcher = PlatformMatcher.Only(Parse(platform));
        Platform[] order = [.. taken.Split(' ').Select(Parse)];

        Assert.All(order, candidate => Assert.True(matcher.Match(candidate), candidate.Format()));
        Assert.All(refused.Split(' '), candidate => Assert.False(matcher.Match(Parse(candidate)), candidate));
        Platform[] distinct = [.. order.DistinctBy(candidate => candidate.Normalize())];
        foreach ((Platform better, Platform worse) in distinct.Zip(distinct.Skip(1)))
        {
            Assert.True(matcher.IsBetter(better, worse), $"{better} before {worse}");
            Assert.False(matcher.IsBetter(worse, better), $"{worse} not before {better}");
        }
    }

    [Fact]
    public void Only_strict_takes_nothing_older()
    {
        IPlatformMatcher matcher = PlatformMatcher.OnlyStrict(Parse("linux/arm/v7"));

        Assert.True(matcher.Match(Parse("linux/armhf")));
        Assert.False(matcher.Match(Parse("linux/arm/v6")));
    }

    [Fact]
    public void The_defaults_take_this_machine()
    {
        Assert.True(PlatformMatcher.Default().Match(HostPlatform.Detect()));
        Assert.True(PlatformMatcher.DefaultStrict().Match(HostPlatform.Detect()));
    }

    [Fact]
    public void Only_os_takes_any_architecture_and_prefers_its_own()
    {
        IPlatformMatcher matcher = PlatformMatcher.OnlyOs(Parse("linux/amd64"));

        Assert.True(matcher.Match(Parse("linux/s390x")));
        Assert.False(matcher.Match(Parse("windows/amd64")));
        Assert.True(matcher.IsBetter(Parse("linux/amd64"), Parse("linux/arm64")));
        Assert.False(matcher.IsBetter(Parse("linux/arm64"), Parse("linux/amd64")));
        Assert.True(matcher.IsBetter(Parse("linux/amd64"), Parse("linux/amd64/v3")));
        Assert.False(matcher.IsBetter(Parse("linux/arm64"), Parse("linux/s390x")));
        Assert.True(matcher.IsBetter(Parse("linux/s390x"), Parse("windows/amd64")));
        Assert.False(matcher.IsBetter(Parse("windows/amd64"), Parse("linux/s390x")));
    }

    [Fact]
    public void Ordered_prefers_the_earlier_platform()
    {
        IPlatformMatcher matcher = PlatformMatcher.Ordered([Parse("linux/s390x"), Parse("linux/amd64")]);

        Assert.True(matcher.IsBetter(Parse("linux/s390x"), Parse("linux/amd64")));
        Assert.True(matcher.IsBetter(Parse("linux/amd64"), Parse("linux/arm64")));
        Assert.False(matcher.IsBetter(Parse("linux/arm64"), Parse("linux/386")));
        Assert.False(matcher.Match(Parse("linux/386")));
    }

    [Fact]
    public void Any_prefers_only_more_features()
    {
        IPlatformMatcher matcher = PlatformMatcher.Any([Parse("linux(+a+b)/s390x"), Parse("linux(+a+b)/amd64")]);

        Assert.False(matcher.IsBetter(Parse("linux/s390x"), Parse("linux/amd64")));
        Assert.True(matcher.IsBetter(Parse("linux(+a)/amd64"), Parse("linux/s390x")));
        Assert.True(matcher.IsBetter(Parse("linux/amd64"), Parse("linux/arm64")));
        Assert.False(matcher.IsBetter(Parse("linux/arm64"), Parse("linux/amd64")));
    }

    [Fact]
    public void All_takes_everything_and_prefers_nothing()
    {
        Assert.True(PlatformMatcher.All.Match(new Platform()));
        Assert.False(PlatformMatcher.All.IsBetter(Parse("linux/amd64"), Parse("linux/arm64")));
    }

    [Theory]
    [InlineData("linux(+a+b)/amd64", "linux(+a)/amd64", true)]
    [InlineData("linux(+a+b)/amd64", "linux/amd64", true)]
    [InlineData("linux/amd64", "linux(+a)/amd64", false)]
    [InlineData("linux/amd64", "linux(1.2)/amd64", true)]
    [InlineData("windows/amd64", "windows(+win32k)/amd64", true)]
    [InlineData("windows/amd64", "windows(10.0.17763.1)/amd64", true)]
    [InlineData("windows(10.0.17763.9)/amd64", "windows/amd64", true)]
    [InlineData("windows(10.0.17763.9)/amd64", "windows(10.0.17763.1)/amd64", true)]
    [InlineData("windows(10.0.17763.9)/amd64", "windows(10.0.17762.1)/amd64", false)]
    [InlineData("windows(10.0.20348)/amd64", "windows(10.0.17763)/amd64", false)]
    [InlineData("windows(10.0.22000)/amd64", "windows(10.0.20348)/amd64", true)]
    [InlineData("windows(10.0.22000)/amd64", "windows(10.0.22001)/amd64", false)]
    [InlineData("windows(10.0.26100)/amd64", "windows(10.0.20348)/amd64", false)]
    [InlineData("windows(10.0.26200)/amd64", "windows(10.0.26100)/amd64", true)]
    [InlineData("windows(11.0.26200)/amd64", "windows(10.0.26100)/amd64", false)]
    [InlineData("windows(10.0.26200)/amd64", "windows(new)/amd64", false)]
    public void Features_and_windows_versions_have_to_suit(string platform, string candidate, bool matches)
        => Assert.Equal(matches, PlatformMatcher.OnlyStrict(Parse(platform)).Match(Parse(candidate)));

    [Fact]
    public void Among_equal_platforms_more_features_are_better()
    {
        IPlatformMatcher matcher = PlatformMatcher.Only(Parse("linux(+a+b)/amd64"));

        Assert.True(matcher.IsBetter(Parse("linux(+a)/amd64"), Parse("linux/amd64")));
        Assert.False(matcher.IsBetter(Parse("linux/amd64"), Parse("linux(+a)/amd64")));
    }

    private static Platform Parse(string text) => Platform.Parse(text, Host);
}
