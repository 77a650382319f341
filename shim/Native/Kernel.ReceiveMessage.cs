using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;
    private const int SCM_RIGHTS = 1;
    private const int ControlSize = 64;
    private const int DataSize = 4096;

    /// <summary>
    /// recvmsg(2): the errno, EAGAIN if nothing has come; the one descriptor that a message carries (SCM_RIGHTS), null if it carries none
    /// or several.
    /// </summary>
    public static int TryReceiveDescriptor(SafeFileDescriptor connection, out SafeFileDescriptor? received)
    {
        received = null;
        nint memory = Marshal.AllocHGlobal(DataSize + ControlSize);
        try
        {
            IoVector vector = new(memory, DataSize);
            GCHandle pinned = GCHandle.Alloc(vector, GCHandleType.Pinned);
            try
            {
                MessageHeader header = new(pinned.AddrOfPinnedObject(), memory + DataSize, ControlSize);
                int errno = ErrnoOf(recvmsg(connection, ref header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC));
                if (errno == 0 && header.ControlLength == 24)
                {
                    received = DescriptorIn(memory + DataSize);
                }

                return errno;
            }
            finally
            {
                pinned.Free();
            }
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    // struct cmsghdr: length (8), level (4), type (4), then the data.
    private static SafeFileDescriptor? DescriptorIn(nint control)
        => Marshal.ReadInt64(control) == 20 && Marshal.ReadInt32(control, 8) == SOL_SOCKET && Marshal.ReadInt32(control, 12) == SCM_RIGHTS
            ? new SafeFileDescriptor(Marshal.ReadInt32(control, 16), ownsHandle: true)
            : null;

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint recvmsg(SafeFileDescriptor connection, ref MessageHeader header, int flags);
}
