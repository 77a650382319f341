using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>
    /// copy_file_range(2): copies inside the kernel from the offsets of both files, which move on. The errno; EXDEV, EINVAL, ENOSYS and
    /// EOPNOTSUPP mean that these files need reading and writing.
    /// </summary>
    /// <param name="source">The file read.</param>
    /// <param name="target">The file written.</param>
    /// <param name="length">At most this many bytes.</param>
    /// <param name="copied">How many; 0 at the end of the source.</param>
    public static int TryCopyFileRange(SafeFileDescriptor source, SafeFileDescriptor target, long length, out long copied)
    {
        nint result;
        do
        {
            result = copy_file_range(source, 0, target, 0, (nuint)length, 0);
        }
        while (Interrupted(result));

        copied = Math.Max(result, 0);

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint copy_file_range(
        SafeFileDescriptor source, nint sourceOffset, SafeFileDescriptor target, nint targetOffset, nuint length, uint flags);
}
