using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>
    /// llistxattr(2), of a path, of a link itself: the errno (ERANGE: the buffer is too small) and the size of the list of NUL-terminated names.
    /// An empty buffer asks for the size.
    /// </summary>
    public static int TryLListXattr(string path, Span<byte> names, out int size)
    {
        fixed (byte* bytes = names)
        {
            nint result = llistxattr(path, bytes, (nuint)names.Length);
            size = (int)Math.Max(result, 0);

            return ErrnoOf(result);
        }
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint llistxattr(string path, byte* names, nuint size);
}
