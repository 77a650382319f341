using PluginHost.Bolt.Storage;

namespace PluginHost.Bolt.Pages;

/// <summary>Reads pages from the file, whatever their type.</summary>
internal static class PageFile
{
    /// <summary>All bytes of the page and of its overflow.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Corrupted"/> if another page is there, the file ends before it,
    /// or its checksum, where it has one, is another one.</exception>
    public static byte[] ReadRun(IStorageFile file, PageId page, int pageSize, string path)
    {
        byte[] first = new byte[pageSize];
        long offset = checked((long)page.Value * pageSize);
        ReadFully(file, first, offset, page, path);
        PageHeader header = PageHeader.Read(first);
        if (header.Id != page)
        {
            throw BoltException.Corrupted($"{path}: page {page} says that it is page {header.Id}");
        }

        if (header.Overflow == 0)
        {
            return Checked(first, page, path);
        }

        long length = header.Run.Length > (ulong)(Array.MaxLength / pageSize) ? long.MaxValue : (long)header.Run.Length * pageSize;
        if (length > file.Length - offset)
        {
            throw BoltException.Corrupted($"{path}: page {page} with overflow {header.Overflow} goes beyond the end of the file");
        }

        byte[] whole = GC.AllocateUninitializedArray<byte>((int)length);
        first.CopyTo(whole, 0);
        ReadFully(file, whole.AsSpan(pageSize), offset + pageSize, page, path);
        return Checked(whole, page, path);
    }

    private static byte[] Checked(byte[] bytes, PageId page, string path)
        => PageTrailer.Contradicts(bytes) ? throw BoltException.Corrupted($"{path}: the checksum of page {page} is not that of its bytes") : bytes;

    private static void ReadFully(IStorageFile file, Span<byte> buffer, long offset, PageId page, string path)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int read = file.Read(buffer[done..], offset + done);
            if (read == 0)
            {
                throw BoltException.Corrupted($"{path}: page {page} lies beyond the end of the file");
            }

            done += read;
        }
    }
}
