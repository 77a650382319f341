using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>
    /// fgetxattr(2), of an open file (not O_PATH): the errno (ENODATA: it has none of that name; ERANGE: the buffer is too small) and the size of the value.
    /// An empty buffer asks for the size.
    /// </summary>
    public static int TryFGetXattr(SafeFileDescriptor descriptor, string name, Span<byte> value, out int size)
    {
        fixed (byte* bytes = value)
        {
            nint result = fgetxattr(descriptor, name, bytes, (nuint)value.Length);
            size = (int)Math.Max(result, 0);

            return ErrnoOf(result);
        }
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial nint fgetxattr(SafeFileDescriptor descriptor, string name, byte* value, nuint size);
}
