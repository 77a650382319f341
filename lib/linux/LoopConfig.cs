using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary><c>struct loop_config</c> (linux/loop.h), 304 bytes; <c>struct loop_info64</c> begins at 8.</summary>
[StructLayout(LayoutKind.Explicit, Size = 304)]
internal unsafe struct LoopConfig
{
    public const uint LO_FLAGS_READ_ONLY = 1;
    public const uint LO_FLAGS_AUTOCLEAR = 4;
    public const uint LO_FLAGS_DIRECT_IO = 16;

    /// <summary>LO_NAME_SIZE, with the NUL.</summary>
    public const int NameSize = 64;

    [FieldOffset(0)]
    public uint Descriptor;

    [FieldOffset(60)]
    public uint Flags;

    [FieldOffset(64)]
    public fixed byte FileName[NameSize];

    /// <summary>The configuration for a file. Its name is for losetup(8) only and may be cut.</summary>
    public static LoopConfig Of(SafeFileDescriptor file, string name, bool readOnly, bool directIo, bool autoClear)
    {
        LoopConfig config = new()
        {
            Descriptor = (uint)file.Number,
            Flags = (readOnly ? LO_FLAGS_READ_ONLY : 0) | (directIo ? LO_FLAGS_DIRECT_IO : 0) | (autoClear ? LO_FLAGS_AUTOCLEAR : 0),
        };
        byte[] bytes = PathEncoding.GetBytes(name);
        bytes.AsSpan(0, Math.Min(bytes.Length, NameSize - 1)).CopyTo(new Span<byte>(config.FileName, NameSize));

        return config;
    }
}
