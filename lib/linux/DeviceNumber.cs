namespace PluginHost.Linux;

/// <summary>The number of a device, makedev(3). The kernel has 12 bits of major and 20 bits of minor.</summary>
/// <param name="Major">The driver.</param>
/// <param name="Minor">The device of that driver.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The largest major number of the kernel.</summary>
    public const uint MaxMajor = (1 << 12) - 1;

    /// <summary>The largest minor number of the kernel.</summary>
    public const uint MaxMinor = (1 << 20) - 1;

    /// <summary>The number as the C library's <c>dev_t</c>.</summary>
    public ulong ToRaw()
        => ((ulong)(Major & 0xFFFFF000) << 32) | ((Major & 0xFFFUL) << 8) | ((ulong)(Minor & 0xFFFFFF00) << 12) | (Minor & 0xFFUL);

    /// <summary>Splits a <c>dev_t</c>.</summary>
    public static DeviceNumber FromRaw(ulong raw) => new(
        (uint)(((raw >> 32) & 0xFFFFF000) | ((raw >> 8) & 0xFFF)),
        (uint)(((raw >> 12) & 0xFFFFFF00) | (raw & 0xFF)));

    /// <summary><c>major:minor</c>.</summary>
    public override string ToString() => $"{Major}:{Minor}";
}
