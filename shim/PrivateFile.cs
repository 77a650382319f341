using PluginHost.Linux;
using PluginHost.Shim.Native;

namespace PluginHost.Shim;

/// <summary>Small files that only the owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes one; what was there before is overwritten.</summary>
    /// <exception cref="LinuxException">It can't be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using SafeFileDescriptor file = LibC.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, 0x180);
        while (!content.IsEmpty)
        {
            LinuxException.ThrowIf(Kernel.TryWrite(file, content, out int count), "write", path);
            content = content[count..];
        }
    }
}
