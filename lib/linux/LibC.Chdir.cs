using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>chdir(2): of the process, or of the thread after <see cref="Unshare"/> with CLONE_FS.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Chdir(string path)
        => LinuxException.ThrowIf(TryChdir(path), nameof(chdir), path);

    /// <summary>As <see cref="Chdir"/>, with the errno as answer.</summary>
    public static int TryChdir(string path)
        => ErrnoOf(chdir(path));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int chdir(string path);
}
