using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary><c>struct mount_attr</c> (linux/mount.h), 32 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct MountAttributes
{
    public const ulong MOUNT_ATTR_RDONLY = 0x1;
    public const ulong MOUNT_ATTR_IDMAP = 0x100000;

    [FieldOffset(0)]
    public ulong Set;

    [FieldOffset(8)]
    public ulong Clear;

    [FieldOffset(16)]
    public ulong Propagation;

    [FieldOffset(24)]
    public ulong UserNamespace;
}
