using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    private const long SYS_open_tree = 428;
    private const uint OPEN_TREE_CLONE = 1;
    private const uint OPEN_TREE_CLOEXEC = 0x80000;

    /// <summary>open_tree(2) with OPEN_TREE_CLONE: a detached copy of the mount at a path. Linux 5.2.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static SafeFileDescriptor OpenTreeClone(SafeFileDescriptor directory, string path, AtFlags flags)
    {
        nint result = open_tree(SYS_open_tree, directory, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (uint)flags);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(open_tree), path);

        return new SafeFileDescriptor((int)result, ownsHandle: true);
    }

    [LibraryImport(LibraryName, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint open_tree(long number, SafeFileDescriptor directory, string path, uint flags);
}
