using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>fremovexattr(2), of an open file (not O_PATH). ENODATA: it has none of that name.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void FRemoveXattr(SafeFileDescriptor descriptor, string name)
        => LinuxException.ThrowIf(TryFRemoveXattr(descriptor, name), nameof(fremovexattr), descriptor);

    /// <summary>As <see cref="FRemoveXattr"/>, with the errno as answer.</summary>
    public static int TryFRemoveXattr(SafeFileDescriptor descriptor, string name)
        => ErrnoOf(fremovexattr(descriptor, name));

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int fremovexattr(SafeFileDescriptor descriptor, string name);
}
