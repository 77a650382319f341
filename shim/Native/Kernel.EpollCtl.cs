using System.Buffers.Binary;
using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_DEL = 2;
    private const int EPOLL_CTL_MOD = 3;

    // struct epoll_event is packed on x86-64 and aligned elsewhere.
    private static readonly int EpollDataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Size of struct epoll_event on this machine.</summary>
    public static readonly int EpollEventSize = EpollDataOffset + 8;

    /// <summary>epoll_ctl(2) EPOLL_CTL_ADD.</summary>
    public static void EpollAdd(SafeFileDescriptor epoll, SafeFileDescriptor target, EpollEvents events)
        => LinuxException.ThrowIf(EpollCall(epoll, EPOLL_CTL_ADD, target, events), nameof(epoll_ctl), target);

    /// <summary>epoll_ctl(2) EPOLL_CTL_MOD.</summary>
    public static void EpollModify(SafeFileDescriptor epoll, SafeFileDescriptor target, EpollEvents events)
        => LinuxException.ThrowIf(EpollCall(epoll, EPOLL_CTL_MOD, target, events), nameof(epoll_ctl), target);

    /// <summary>epoll_ctl(2) EPOLL_CTL_DEL.</summary>
    public static void EpollRemove(SafeFileDescriptor epoll, SafeFileDescriptor target)
        => LinuxException.ThrowIf(EpollCall(epoll, EPOLL_CTL_DEL, target, EpollEvents.None), nameof(epoll_ctl), target);

    private static int EpollCall(SafeFileDescriptor epoll, int operation, SafeFileDescriptor target, EpollEvents events)
    {
        Span<byte> entry = stackalloc byte[16];
        entry.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)events);
        BinaryPrimitives.WriteInt32LittleEndian(entry[EpollDataOffset..], target.Number);

        return ErrnoOf(epoll_ctl(epoll, operation, target, ref MemoryMarshal.GetReference(entry)));
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int epoll_ctl(SafeFileDescriptor epoll, int operation, SafeFileDescriptor target, ref byte entry);
}
