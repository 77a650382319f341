using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const uint IN_MODIFY = 2;

    /// <summary>inotify_add_watch(2) IN_MODIFY; the errno.</summary>
    public static int TryWatchChanges(SafeFileDescriptor inotify, string path) => ErrnoOf(inotify_add_watch(inotify, path, IN_MODIFY));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(SafeFileDescriptor inotify, string path, uint mask);
}
