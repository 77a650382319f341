using System.Runtime.InteropServices;
using PluginHost.Oci;

namespace PluginHost.Plugins.Runtime;

/// <summary>The platform of this machine, in Go's names.</summary>
internal static class HostPlatform
{
    public static string Text { get; } = $"linux/{Architecture}";

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.Arm => "arm",
        System.Runtime.InteropServices.Architecture other => other.ToString().ToLowerInvariant(),
    };

    /// <summary><c>os/architecture[/variant]</c>.</summary>
    /// <exception cref="FormatException">Another form.</exception>
    public static Platform Parse(string text) => text.Split('/') switch
    {
        [string os, string architecture] => new Platform { Os = os, Architecture = architecture },
        [string os, string architecture, string variant] => new Platform { Os = os, Architecture = architecture, Variant = variant },
        _ => throw new FormatException($"invalid platform \"{text}\": os/architecture[/variant] expected"),
    };
}
