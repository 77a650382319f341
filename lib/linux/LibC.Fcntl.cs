using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    private const int F_GETFL = 3;
    private const int F_SETFL = 4;
    private const int F_SETPIPE_SZ = 1031;
    private const int F_DUPFD_CLOEXEC = 1030;

    /// <summary>fcntl(2) F_SETPIPE_SZ: makes a pipe hold at least so many bytes; returns what it holds now.</summary>
    /// <exception cref="LinuxException">EPERM: more than <c>/proc/sys/fs/pipe-max-size</c>.</exception>
    public static int SetPipeSize(SafeFileDescriptor pipe, int bytes)
        => Fcntl(pipe, F_SETPIPE_SZ, bytes);

    /// <summary>fcntl(2) F_SETFL: switches O_NONBLOCK of the open file on or off.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void SetNonBlocking(SafeFileDescriptor descriptor, bool nonBlocking)
    {
        int flags = Fcntl(descriptor, F_GETFL, 0);
        int wanted = nonBlocking ? flags | (int)OpenFlags.O_NONBLOCK : flags & ~(int)OpenFlags.O_NONBLOCK;
        _ = Fcntl(descriptor, F_SETFL, wanted);
    }

    /// <summary>fcntl(2) F_DUPFD_CLOEXEC: another descriptor of the same open file.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileDescriptor Duplicate(SafeFileDescriptor descriptor)
        => new(Fcntl(descriptor, F_DUPFD_CLOEXEC, 0), ownsHandle: true);

    private static int Fcntl(SafeFileDescriptor descriptor, int command, int argument)
    {
        int result = fcntl(descriptor, command, argument);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(fcntl), descriptor);

        return result;
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int fcntl(SafeFileDescriptor descriptor, int command, nint argument);
}
