namespace PluginHost.Testing.Daemons;

/// <summary>The containerd of Debian sid, which <c>scripts/fetch-containerd</c> unpacks into a private folder; it is never installed.</summary>
public static class NewerContainerd
{
    /// <summary>What a test requires that needs it.</summary>
    public const string Requirement = "a newer containerd";

    /// <summary>The directory of containerd, its shim and its ctr.</summary>
    public const string Programs = "/var/cache/pluginhost-tests/containerd-newer/usr/bin";

    /// <summary>Why it can't be used; null if it can.</summary>
    public static string? Obstacle()
        => File.Exists(Path.Join(Programs, "containerd")) ? null : "a newer containerd (scripts/fetch-containerd gets it from Debian sid)";
}
