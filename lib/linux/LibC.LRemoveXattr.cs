using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>lremovexattr(2), of a path, of a link itself. ENODATA: it has none of that name.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void LRemoveXattr(string path, string name)
        => LinuxException.ThrowIf(TryLRemoveXattr(path, name), nameof(lremovexattr), path);

    /// <summary>As <see cref="LRemoveXattr"/>, with the errno as answer.</summary>
    public static int TryLRemoveXattr(string path, string name)
        => ErrnoOf(lremovexattr(path, name));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int lremovexattr(string path, string name);
}
