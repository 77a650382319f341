using System.Buffers.Binary;
using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>epoll_wait(2): the number of entries written; 0 after the time or a signal.</summary>
    /// <param name="epoll">The epoll descriptor.</param>
    /// <param name="buffer">Room for entries of <see cref="EpollEventSize"/>.</param>
    /// <param name="milliseconds">How long to wait; -1 for ever.</param>
    public static int EpollWait(SafeFileDescriptor epoll, byte[] buffer, int milliseconds)
    {
        int count = epoll_wait(epoll, buffer, buffer.Length / EpollEventSize, milliseconds);
        int errno = ErrnoOf(count);
        if (errno == Errno.EINTR)
        {
            return 0;
        }

        LinuxException.ThrowIf(errno, nameof(epoll_wait));

        return count;
    }

    /// <summary>An entry that <see cref="EpollWait"/> wrote.</summary>
    public static (EpollEvents Events, int Descriptor) EpollEntry(byte[] buffer, int index)
    {
        ReadOnlySpan<byte> entry = buffer.AsSpan(index * EpollEventSize, EpollEventSize);

        return ((EpollEvents)BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadInt32LittleEndian(entry[EpollDataOffset..]));
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int epoll_wait(SafeFileDescriptor epoll, byte[] buffer, int count, int milliseconds);
}
