using System.Buffers;

namespace PluginHost.Linux.Files;

/// <summary>
/// Copies what is in a regular file. Where the file system can, the copy shares the blocks of the original; else holes stay holes, and the
/// kernel copies where it can.
/// </summary>
public static class FileCopy
{
    private const long MaxRange = 1L << 30;
    private const int BufferSize = 128 * 1024;

    /// <summary>Copies between open files.</summary>
    /// <param name="source">Open for reading.</param>
    /// <param name="target">Open for writing, and empty.</param>
    /// <param name="size">How much; the target has this size afterwards.</param>
    /// <param name="cancellationToken">Checked between blocks.</param>
    /// <exception cref="LinuxException">A file can't be read or written.</exception>
    public static void Copy(SafeFileDescriptor source, SafeFileDescriptor target, long size, CancellationToken cancellationToken)
    {
        // Whatever is wrong with sharing, copying tells better.
        if (LibC.TryClone(source, target) != 0)
        {
            for (long offset = 0; offset < size && TryFindData(source, offset, size, out long start, out long end); offset = end)
            {
                LibC.Lseek(source, start, SeekWhence.SEEK_SET);
                LibC.Lseek(target, start, SeekWhence.SEEK_SET);
                CopyRange(source, target, end - start, cancellationToken);
            }
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
