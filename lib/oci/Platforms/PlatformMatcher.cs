namespace PluginHost.Oci.Platforms;

/// <summary>The ways to choose among platforms (containerd/platforms compare.go).</summary>
public static class PlatformMatcher
{
    /// <summary>Every platform, none better than another.</summary>
    public static IPlatformMatcher All { get; } = new AllMatcher();

    /// <summary>What the machine this runs on can execute.</summary>
    public static IPlatformMatcher Default() => Only(HostPlatform.Detect());

    /// <summary>Exactly the platform of the machine this runs on.</summary>
    public static IPlatformMatcher DefaultStrict() => OnlyStrict(HostPlatform.Detect());

    /// <summary>This platform, and the older ones that its processors execute too, the newest preferred.</summary>
    public static IPlatformMatcher Only(Platform platform) => Ordered(CompatiblePlatforms.Of(platform.Normalize()));

    /// <summary>Exactly this platform.</summary>
    public static IPlatformMatcher OnlyStrict(Platform platform) => Ordered([platform]);

    /// <summary>This operating system on any architecture; the platform's own architecture is preferred.</summary>
    public static IPlatformMatcher OnlyOs(Platform platform) => new OsMatcher(platform);

    /// <summary>Any of these, the earlier ones preferred.</summary>
    public static IPlatformMatcher Ordered(IEnumerable<Platform> platforms)
        => new OrderedMatcher([.. platforms.Select(platform => new ExactMatcher(platform))]);

    /// <summary>Any of these; more operating system features are preferred, nothing else.</summary>
    public static IPlatformMatcher Any(IEnumerable<Platform> platforms)
        => new AnyMatcher([.. platforms.Select(platform => new ExactMatcher(platform))]);
}
