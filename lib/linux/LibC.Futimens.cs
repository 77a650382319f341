using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>futimens(3): sets the times of an open file. <see cref="TimeSpec.Omit"/> leaves a time.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Futimens(SafeFileDescriptor descriptor, TimeSpec access, TimeSpec modify)
    {
        TimeSpec* times = stackalloc TimeSpec[] { access, modify };
        LinuxException.ThrowIf(ErrnoOf(futimens(descriptor, times)), nameof(futimens), descriptor);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int futimens(SafeFileDescriptor descriptor, TimeSpec* times);
}
