using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>mount(2) as it is; see <see cref="Mounting.Mounts"/> for mounts with options.</summary>
    /// <exception cref="LinuxException">The call failed; the path of the error is the target.</exception>
    public static void Mount(string? source, string target, string? type, MountFlags flags, string? data)
        => LinuxException.ThrowIf(TryMount(source, target, type, flags, data), nameof(mount), target);

    /// <summary>As <see cref="Mount"/>, with the errno as answer.</summary>
    public static int TryMount(string? source, string target, string? type, MountFlags flags, string? data)
        => ErrnoOf(mount(source, target, type, (nuint)flags, data));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int mount(string? source, string target, string? type, nuint flags, string? data);
}
