using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>lsetxattr(2), of a path, of a link itself.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void LSetXattr(string path, string name, ReadOnlySpan<byte> value, XattrFlags flags)
        => LinuxException.ThrowIf(TryLSetXattr(path, name, value, flags), nameof(lsetxattr), path);

    /// <summary>As <see cref="LSetXattr"/>, with the errno as answer.</summary>
    public static int TryLSetXattr(string path, string name, ReadOnlySpan<byte> value, XattrFlags flags)
    {
        fixed (byte* bytes = value)
        {
            return ErrnoOf(lsetxattr(path, name, bytes, (nuint)value.Length, flags));
        }
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int lsetxattr(string path, string name, byte* value, nuint size, XattrFlags flags);
}
