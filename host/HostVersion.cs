using System.Reflection;
using PluginHost.Plugins;

namespace PluginHost.Host;

/// <summary>What the daemon answers to the question for its version.</summary>
internal static class HostVersion
{
    /// <summary>The package that containerd 1.6 names in its version line.</summary>
    public const string Package = "github.com/containerd/containerd";

    /// <summary>The containerd release whose API is served completely: clients choose their calls by this number.</summary>
    private const string ApiRelease = "1.6.20";

    /// <summary>The build gives the assembly its version and, after a plus sign, the commit.</summary>
    public static DaemonVersion Current { get; } = Parse(
        typeof(HostVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    private static DaemonVersion Parse(string informational)
    {
        int plus = informational.IndexOf('+', StringComparison.Ordinal);
        string own = plus < 0 ? informational : informational[..plus];
        return new DaemonVersion($"{ApiRelease}+pluginhost.{own}", plus < 0 ? "" : informational[(plus + 1)..]);
    }
}
