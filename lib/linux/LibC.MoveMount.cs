using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    private const long SYS_move_mount = 429;
    private const uint MOVE_MOUNT_F_EMPTY_PATH = 4;

    /// <summary>move_mount(2): puts a detached mount on a path. Linux 5.2.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void MoveMount(SafeFileDescriptor mount, string target)
        => LinuxException.ThrowIf(
            ErrnoOf(move_mount(SYS_move_mount, mount, string.Empty, SafeFileDescriptor.CurrentDirectory, target, MOVE_MOUNT_F_EMPTY_PATH)),
            nameof(move_mount),
            target);

    [LibraryImport(LibraryName, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint move_mount(
        long number, SafeFileDescriptor fromDirectory, string fromPath, SafeFileDescriptor toDirectory, string toPath, uint flags);
}
