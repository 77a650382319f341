using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>
    /// listxattr(2), of the file that a path leads to, links followed: the errno (ERANGE: the buffer is too small) and the size of the list of NUL-terminated names.
    /// An empty buffer asks for the size.
    /// </summary>
    public static int TryListXattr(string path, Span<byte> names, out int size)
    {
        fixed (byte* bytes = names)
        {
            nint result = listxattr(path, bytes, (nuint)names.Length);
            size = (int)Math.Max(result, 0);

            return ErrnoOf(result);
        }
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint listxattr(string path, byte* names, nuint size);
}
