using System.Runtime.InteropServices;

namespace PluginHost.Linux.Zstd;

/// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>: pointer, size, position.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstdBuffer
{
    public byte* Bytes;
    public nuint Size;
    public nuint Position;
}
