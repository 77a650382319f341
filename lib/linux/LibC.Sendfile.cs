using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>sendfile(2): copies from the offset of a file, which moves on, to any descriptor. The errno.</summary>
    /// <param name="target">Written; may be a socket or pipe.</param>
    /// <param name="source">Read; must be a file.</param>
    /// <param name="length">At most this many bytes.</param>
    /// <param name="copied">How many; 0 at the end of the source.</param>
    public static int TrySendfile(SafeFileDescriptor target, SafeFileDescriptor source, long length, out long copied)
    {
        nint result;
        do
        {
            result = sendfile(target, source, 0, (nuint)length);
        }
        while (Interrupted(result));

        copied = Math.Max(result, 0);

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial nint sendfile(SafeFileDescriptor target, SafeFileDescriptor source, nint offset, nuint length);
}
