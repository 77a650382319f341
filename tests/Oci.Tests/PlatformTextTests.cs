using PluginHost.Oci;

namespace Oci.Tests;

public sealed class PlatformTextTests
{
    private static readonly Platform Amd64 = new() { Os = "linux", Architecture = "amd64" };
    private static readonly Platform ArmV6 = new() { Os = "linux", Architecture = "arm", Variant = "v6" };
    private static readonly Platform ArmV7 = new() { Os = "linux", Architecture = "arm", Variant = "v7" };
    private static readonly Platform Arm64 = new() { Os = "linux", Architecture = "arm64", Variant = "v8" };

    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("LINUX/X86_64", "linux/amd64")]
    [InlineData("linux/x86-64", "linux/amd64")]
    [InlineData("linux/amd64/v1", "linux/amd64")]
    [InlineData("linux/amd64/v2", "linux/amd64/v2")]
    [InlineData("linux/i386", "linux/386")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v8", "linux/arm64/v8")]
    [InlineData("linux/arm64/8", "linux/arm64/v8")]
    [InlineData("linux/arm64/v9.0", "linux/arm64/v9")]
    [InlineData("linux/arm", "linux/arm")]
    [InlineData("linux/armhf", "linux/arm")]
    [InlineData("linux/armel", "linux/arm/v6")]
    [InlineData("linux/arm/v7", "linux/arm/v7")]
    [InlineData("linux/arm/6", "linux/arm/v6")]
    [InlineData("macOS/arm64", "darwin/arm64")]
    [InlineData("beos/vax/11-780", "beos/vax/11-780")]
    [InlineData("windows(10.0.17763)/amd64", "windows(10.0.17763)/amd64")]
    [InlineData("windows(10.0.17763+win32k+a)/amd64", "windows(10.0.17763+a+win32k)/amd64")]
    [InlineData("linux(+erofs)/amd64", "linux(+erofs)/amd64")]
    [InlineData("linux(+erofs+erofs)/amd64", "linux(+erofs)/amd64")]
    [InlineData("windows(a%2bb%25%28%29%2F)/amd64", "windows(a%2Bb%25%28%29%2F)/amd64")]
    [InlineData("linux", "linux/amd64")]
    [InlineData("linux()", "linux/amd64")]
    [InlineData("windows(10.0.1)", "windows(10.0.1)/amd64")]
    [InlineData("arm64", "linux/arm64")]
    [InlineData("s390x", "linux/s390x")]
    public void A_platform_is_read_and_written_in_the_usual_words(string text, string expected)
        => Assert.Equal(expected, Platform.Parse(text, Amd64).FormatAll());

    [Theory]
    [InlineData("", "\"\" is an invalid OS component of \"\"")]
    [InlineData("*", "\"*\": wildcards not yet supported")]
    [InlineData("linux/*", "\"linux/*\": wildcards not yet supported")]
    [InlineData("foo", "\"foo\": unknown operating system or architecture")]
    [InlineData("linux/&", "\"&\" is an invalid component of \"linux/&\": platform specifier component must match")]
    [InlineData("linux/", "\"\" is an invalid component of \"linux/\"")]
    [InlineData("/amd64", "\"\" is an invalid OS component of \"/amd64\"")]
    [InlineData("linux/arm/v7/x", "\"linux/arm/v7/x\": cannot parse platform specifier")]
    [InlineData("linux/amd64\n", "\"amd64\\n\" is an invalid component of \"linux/amd64\\n\"")]
    [InlineData("linux(1", "\"linux(1\" is an invalid OS component")]
    [InlineData("linux(1+)/amd64", "\"linux(1+)\" is an invalid OS component")]
    [InlineData("li\"nux", "\"li\\\"nux\" is an invalid OS component")]
    public void What_is_no_platform_is_refused_with_the_part_that_is_wrong(string text, string start)
        => Assert.StartsWith(start, Assert.Throws<FormatException>(() => Platform.Parse(text, Amd64)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_operating_system_alone_takes_architecture_and_unusual_variant_of_the_host()
    {
        Assert.Equal("linux/arm/v6", Platform.Parse("linux", ArmV6).Format());
        Assert.Equal("linux/arm", Platform.Parse("linux", ArmV7).Format());
        Assert.Equal("linux/arm64", Platform.Parse("linux", Arm64).Format());
    }

    [Fact]
    public void What_is_left_out_comes_from_this_machine()
        => Assert.Equal(Platform.Parse("amd64").Os, PluginHost.Oci.Platforms.HostPlatform.Detect().Os);

    [Fact]
    public void A_decoded_version_is_kept_plain()
    {
        Platform platform = Platform.Parse("windows(a%2Bb%2525+c%2Fd)/amd64", Amd64);

        Assert.Equal("a+b%25", platform.OsVersion);
        Assert.Equal(["c/d"], platform.OsFeatures);
    }

    [Fact]
    public void Without_operating_system_the_text_is_unknown()
    {
        Assert.Equal("unknown", new Platform { Architecture = "amd64" }.Format());
        Assert.Equal("unknown", new Platform { Architecture = "amd64", OsVersion = "1" }.FormatAll());
    }

    [Fact]
    public void The_short_text_has_no_version() => Assert.Equal("windows/amd64", Platform.Parse("windows(1.2.3)/amd64", Amd64).Format());

    [Fact]
    public void Platforms_with_equal_parts_are_equal()
    {
        Platform one = new() { Os = "linux", Architecture = "amd64", OsFeatures = ["a", "b"] };

        Assert.Equal(one, one with { OsFeatures = ["a", "b"] });
        Assert.Equal(one.GetHashCode(), (one with { OsFeatures = ["a", "b"] }).GetHashCode());
        Assert.NotEqual(one, one with { OsFeatures = ["a"] });
        Assert.NotEqual(one, one with { Variant = "v2" });
    }

    [Fact]
    public void Normalizing_gives_arm_its_default_variant_and_sorts_features()
    {
        Platform platform = new() { Os = "Linux", Architecture = "ARM", OsFeatures = ["b", "a", "b"] };

        Assert.Equal(new Platform { Os = "linux", Architecture = "arm", Variant = "v7", OsFeatures = ["a", "b"] }, platform.Normalize());
    }
}
