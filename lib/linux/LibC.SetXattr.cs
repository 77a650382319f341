using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>setxattr(2), of the file that a path leads to, links followed.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void SetXattr(string path, string name, ReadOnlySpan<byte> value, XattrFlags flags)
        => LinuxException.ThrowIf(TrySetXattr(path, name, value, flags), nameof(setxattr), path);

    /// <summary>As <see cref="SetXattr"/>, with the errno as answer.</summary>
    public static int TrySetXattr(string path, string name, ReadOnlySpan<byte> value, XattrFlags flags)
    {
        fixed (byte* bytes = value)
        {
            return ErrnoOf(setxattr(path, name, bytes, (nuint)value.Length, flags));
        }
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int setxattr(string path, string name, byte* value, nuint size, XattrFlags flags);
}
