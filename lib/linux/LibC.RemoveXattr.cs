using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>removexattr(2), of the file that a path leads to, links followed. ENODATA: it has none of that name.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void RemoveXattr(string path, string name)
        => LinuxException.ThrowIf(TryRemoveXattr(path, name), nameof(removexattr), path);

    /// <summary>As <see cref="RemoveXattr"/>, with the errno as answer.</summary>
    public static int TryRemoveXattr(string path, string name)
        => ErrnoOf(removexattr(path, name));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int removexattr(string path, string name);
}
