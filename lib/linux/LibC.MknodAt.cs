using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>mknodat(2): a device, fifo, socket or empty file; the umask is taken off the mode.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void MknodAt(SafeFileDescriptor directory, string path, uint mode, DeviceNumber device)
        => LinuxException.ThrowIf(TryMknodAt(directory, path, mode, device), nameof(mknodat), path);

    /// <summary>As <see cref="MknodAt"/>, with the errno as answer.</summary>
    public static int TryMknodAt(SafeFileDescriptor directory, string path, uint mode, DeviceNumber device)
        => ErrnoOf(mknodat(directory, path, mode, device.ToRaw()));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int mknodat(SafeFileDescriptor directory, string path, uint mode, ulong device);
}
