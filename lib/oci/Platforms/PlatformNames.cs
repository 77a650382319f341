using System.Collections.Frozen;

namespace PluginHost.Oci.Platforms;

/// <summary>The words for operating systems and processors, and which of them mean the same (containerd/platforms database.go).</summary>
internal static class PlatformNames
{
    private static readonly FrozenSet<string> OperatingSystems = FrozenSet.ToFrozenSet(
    [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9",
        "solaris", "windows", "zos",
    ]);

    private static readonly FrozenSet<string> Architectures = FrozenSet.ToFrozenSet(
    [
        "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64", "mips", "mipsle", "mips64",
        "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
    ]);

    public static bool IsKnownOs(string os) => OperatingSystems.Contains(os);

    public static bool IsKnownArchitecture(string architecture) => Architectures.Contains(architecture);

    public static Platform Normalize(Platform platform)
    {
        (string architecture, string variant) = NormalizeArchitecture(platform.Architecture, platform.Variant);
        return platform with
        {
            Os = platform.Os.Length == 0 ? HostPlatform.Os : NormalizeOs(platform.Os),
            Architecture = architecture,
            Variant = variant,
            OsFeatures = SortedFeatures(platform.OsFeatures),
        };
    }

    public static string NormalizeOs(string os)
    {
        string lower = os.ToLowerInvariant();
        return lower == "macos" ? "darwin" : lower;
    }

    public static (string Architecture, string Variant) NormalizeArchitecture(string architecture, string variant)
    {
        variant = variant.ToLowerInvariant();
        return architecture.ToLowerInvariant() switch
        {
            "i386" => ("386", ""),
            "x86_64" or "x86-64" or "amd64" => ("amd64", variant == "v1" ? "" : variant),
            "aarch64" or "arm64" => ("arm64", variant switch
            {
                "8" or "v8" or "v8.0" => "",
                "9" or "9.0" or "v9.0" => "v9",
                _ => variant,
            }),
            "armhf" => ("arm", "v7"),
            "armel" => ("arm", "v6"),
            "arm" => ("arm", variant switch
            {
                "" or "7" => "v7",
                "5" or "6" or "8" => "v" + variant,
                _ => variant,
            }),
            string other => (other, variant),
        };
    }

    public static IReadOnlyList<string> SortedFeatures(IReadOnlyList<string> features)
        => features.Count == 0 ? [] : [.. features.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
