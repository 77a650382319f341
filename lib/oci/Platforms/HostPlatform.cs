using System.Runtime.InteropServices;

namespace PluginHost.Oci.Platforms;

/// <summary>The platform of the machine this runs on (containerd/platforms defaults.go, cpuinfo_linux.go).</summary>
public static class HostPlatform
{
    private const string CpuInfoPath = "/proc/cpuinfo";
    private const string KernelMachinePath = "/proc/sys/kernel/arch";

    internal static string Os => OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : "windows";

    /// <summary>Operating system and processor in Go's words; the variant is looked up on ARM only. The level of an amd64 is not.</summary>
    /// <exception cref="IOException">
    /// ARM only: /proc/cpuinfo, or /proc/sys/kernel/arch where the former lacks the variant, can't be read.
    /// </exception>
    public static Platform Detect()
    {
        string architecture = GoName(RuntimeInformation.ProcessArchitecture);
        string variant = architecture is "arm" or "arm64" ? ReadVariant(architecture) : "";
        return new Platform { Os = Os, Architecture = architecture, Variant = variant };
    }

    /// <summary>The ARM variant that the text of /proc/cpuinfo tells, such as <c>v7</c>; null if it does not say.</summary>
    internal static string? VariantFromCpuInfo(string cpuInfo, string architecture)
    {
        string? version = Field(cpuInfo, "CPU architecture");

        // The first Raspberry Pi is an ARMv6 whose kernel says 7.
        if (architecture == "arm" && version == "7"
            && Field(cpuInfo, "model name")?.StartsWith("armv6-compatible", StringComparison.OrdinalIgnoreCase) is true)
        {
            version = "6";
        }

        return version?.ToLowerInvariant() switch
        {
            null => null,
            "8" or "aarch64" => "v8",
            "7" or "7m" or "?(12)" or "?(13)" or "?(14)" or "?(15)" or "?(16)" or "?(17)" => "v7",
            "6" or "6tej" => "v6",
            "5" or "5t" or "5te" or "5tej" => "v5",
            "4" or "4t" => "v4",
            "3" => "v3",
            _ => "unknown",
        };
    }

    /// <summary>The ARM variant that the kernel's machine name tells, such as <c>armv7l</c>.</summary>
    internal static string VariantFromMachine(string machine) => machine.ToLowerInvariant() switch
    {
        "aarch64" or "arm64" => "v8",
        string name when name.StartsWith("armv", StringComparison.Ordinal) && name.Length > 4 && char.IsAsciiDigit(name[4]) => name[3..5],
        _ => "unknown",
    };

    private static string ReadVariant(string architecture)
        => VariantFromCpuInfo(File.ReadAllText(CpuInfoPath), architecture)
            ?? VariantFromMachine(File.ReadAllText(KernelMachinePath).Trim());

    private static string? Field(string cpuInfo, string name)
    {
        foreach (string line in cpuInfo.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }

    private static string GoName(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        Architecture.Armv6 => "arm",
        Architecture.LoongArch64 => "loong64",
        _ => architecture.ToString().ToLowerInvariant(),
    };
}
