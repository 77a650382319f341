using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>
    /// flistxattr(2), of an open file (not O_PATH): the errno (ERANGE: the buffer is too small) and the size of the list of NUL-terminated names.
    /// An empty buffer asks for the size.
    /// </summary>
    public static int TryFListXattr(SafeFileDescriptor descriptor, Span<byte> names, out int size)
    {
        fixed (byte* bytes = names)
        {
            nint result = flistxattr(descriptor, bytes, (nuint)names.Length);
            size = (int)Math.Max(result, 0);

            return ErrnoOf(result);
        }
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint flistxattr(SafeFileDescriptor descriptor, byte* names, nuint size);
}
