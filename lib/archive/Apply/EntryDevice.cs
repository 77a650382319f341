using PluginHost.Archive.Tar;
using PluginHost.Linux;

namespace PluginHost.Archive.Apply;

/// <summary>Checks the device numbers of entries.</summary>
internal static class EntryDevice
{
    /// <summary>The device of an entry.</summary>
    /// <exception cref="ArchiveException">A number is one that the kernel would cut.</exception>
    public static DeviceNumber Of(TarEntry entry) => new(
        Check(entry.DeviceMajor, DeviceNumber.MaxMajor, "major", entry.Name),
        Check(entry.DeviceMinor, DeviceNumber.MaxMinor, "minor", entry.Name));

    private static uint Check(long number, uint max, string what, string name)
        => number >= 0 && number <= max
            ? (uint)number
            : throw ArchiveException.Unsupported($"the {what} device number {number} of {name} is out of range, 0 to {max}");
}
