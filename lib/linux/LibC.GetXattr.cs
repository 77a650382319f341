using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>
    /// getxattr(2), of the file that a path leads to, links followed: the errno (ENODATA: it has none of that name; ERANGE: the buffer is too small) and the size of the value.
    /// An empty buffer asks for the size.
    /// </summary>
    public static int TryGetXattr(string path, string name, Span<byte> value, out int size)
    {
        fixed (byte* bytes = value)
        {
            nint result = getxattr(path, name, bytes, (nuint)value.Length);
            size = (int)Math.Max(result, 0);

            return ErrnoOf(result);
        }
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint getxattr(string path, string name, byte* value, nuint size);
}
