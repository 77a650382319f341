using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary><c>struct open_how</c> (linux/openat2.h), 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct OpenHow
{
    [FieldOffset(0)]
    public ulong Flags;

    [FieldOffset(8)]
    public ulong Mode;

    [FieldOffset(16)]
    public ulong Resolve;
}
