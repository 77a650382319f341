using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>
    /// lgetxattr(2), of a path, of a link itself: the errno (ENODATA: it has none of that name; ERANGE: the buffer is too small) and the size of the value.
    /// An empty buffer asks for the size.
    /// </summary>
    public static int TryLGetXattr(string path, string name, Span<byte> value, out int size)
    {
        fixed (byte* bytes = value)
        {
            nint result = lgetxattr(path, name, bytes, (nuint)value.Length);
            size = (int)Math.Max(result, 0);

            return ErrnoOf(result);
        }
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint lgetxattr(string path, string name, byte* value, nuint size);
}
