using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    // The number is the same on all machines (asm-generic/unistd.h). The C library has no function for it.
    private const long SYS_openat2 = 437;

    /// <summary>openat2(2), always close-on-exec: the path is walked under the rules of <paramref name="resolve"/>. Linux 5.6.</summary>
    /// <exception cref="LinuxException">The call failed; ENOSYS: the kernel is older.</exception>
    public static SafeFileDescriptor OpenAt2(
        SafeFileDescriptor directory, string path, OpenFlags flags, ResolveFlags resolve, uint mode = 0)
    {
        int errno = TryOpenAt2(directory, path, flags, resolve, mode, out SafeFileDescriptor descriptor);
        LinuxException.ThrowIf(errno, "openat2", path);

        return descriptor;
    }

    /// <summary>
    /// As <see cref="OpenAt2"/>, with the errno as answer. EAGAIN means that something was renamed while the kernel walked a <c>..</c>
    /// below the root; the call may be repeated.
    /// </summary>
    public static int TryOpenAt2(
        SafeFileDescriptor directory, string path, OpenFlags flags, ResolveFlags resolve, uint mode, out SafeFileDescriptor descriptor)
    {
        OpenHow how = new()
        {
            Flags = (ulong)(flags | OpenFlags.O_CLOEXEC).ToNative(),
            Mode = mode,
            Resolve = (ulong)resolve,
        };
        nint result;
        do
        {
            result = openat2(SYS_openat2, directory, path, &how, sizeof(OpenHow));
        }
        while (Interrupted(result));

        descriptor = new SafeFileDescriptor((int)result, ownsHandle: true);

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint openat2(long number, SafeFileDescriptor directory, string path, OpenHow* how, nint size);
}
