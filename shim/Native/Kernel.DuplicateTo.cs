using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>dup2(2): a descriptor gets a fixed number, kept over an exec.</summary>
    public static void DuplicateTo(SafeFileDescriptor descriptor, int number)
        => LinuxException.ThrowIf(ErrnoOf(dup2(descriptor, number)), nameof(dup2), descriptor);

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int dup2(SafeFileDescriptor descriptor, int number);
}
