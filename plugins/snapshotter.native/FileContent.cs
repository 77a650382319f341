using System.Buffers;
using PluginHost.Linux;

namespace PluginHost.Plugins.Native;

/// <summary>
/// Copies what is in a regular file; holes stay holes. The kernel copies where it can, which shares blocks on some file systems.
/// </summary>
internal static class FileContent
{
    private const long MaxRange = 1L << 30;
    private const int BufferSize = 128 * 1024;

    /// <exception cref="LinuxException">The file can't be read or written.</exception>
    public static void Copy(FilePlace from, FilePlace to, long size, CancellationToken cancellationToken)
    {
        using SafeFileDescriptor source = LibC.OpenAt(
            from.Directory, from.Name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK);
        using SafeFileDescriptor target = LibC.OpenAt(
            to.Directory, to.Name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, FileModes.Octal0600);
        for (long offset = 0; offset < size && TryFindData(source, offset, size, out long start, out long end); offset = end)
        {
            LibC.Lseek(source, start, SeekWhence.SEEK_SET);
            LibC.Lseek(target, start, SeekWhence.SEEK_SET);
            CopyRange(source, target, end - start, cancellationToken);
        }

        LibC.Ftruncate(target, size);
    }

    private static bool TryFindData(SafeFileDescriptor source, long offset, long size, out long start, out long end)
    {
        end = size;
        int errno = LibC.TryLseek(source, offset, SeekWhence.SEEK_DATA, out start);
        if (errno == Errno.EINVAL)
        {
            start = offset; // a file system that does not tell holes
            return true;
        }

        if (errno == Errno.ENXIO)
        {
            return false;
        }

        LinuxException.ThrowIf(errno, "lseek", source);
        end = Math.Min(LibC.Lseek(source, start, SeekWhence.SEEK_HOLE), size);

        return start < end;
    }

    private static void CopyRange(SafeFileDescriptor source, SafeFileDescriptor target, long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int errno = LibC.TryCopyFileRange(source, target, Math.Min(length, MaxRange), out long copied);
            if (errno is Errno.EXDEV or Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP)
            {
                CopyThroughMemory(source, target, length, cancellationToken);
                return;
            }

            LinuxException.ThrowIf(errno, "copy_file_range", target);
            if (copied == 0)
            {
                return; // the file became shorter
            }

            length -= copied;
        }
    }

    private static void CopyThroughMemory(
        SafeFileDescriptor source, SafeFileDescriptor target, long length, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (length > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int read = LibC.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length)));
                if (read == 0)
                {
                    return;
                }

                LibC.WriteAll(target, buffer.AsSpan(0, read));
                length -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
