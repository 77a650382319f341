using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>pipe2(2), always close-on-exec.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static (SafeFileDescriptor Read, SafeFileDescriptor Write) Pipe2(OpenFlags flags)
    {
        int* ends = stackalloc int[2];
        LinuxException.ThrowIf(ErrnoOf(pipe2(ends, (flags | OpenFlags.O_CLOEXEC).ToNative())), nameof(pipe2));

        return (new SafeFileDescriptor(ends[0], ownsHandle: true), new SafeFileDescriptor(ends[1], ownsHandle: true));
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);
}
