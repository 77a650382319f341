using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>symlinkat(2): a link at <paramref name="path"/> that says <paramref name="target"/>.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void SymlinkAt(string target, SafeFileDescriptor directory, string path)
        => LinuxException.ThrowIf(TrySymlinkAt(target, directory, path), nameof(symlinkat), path);

    /// <summary>As <see cref="SymlinkAt"/>, with the errno as answer.</summary>
    public static int TrySymlinkAt(string target, SafeFileDescriptor directory, string path)
        => ErrnoOf(symlinkat(target, directory, path));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int symlinkat(string target, SafeFileDescriptor directory, string path);
}
