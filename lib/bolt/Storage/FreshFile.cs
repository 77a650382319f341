using PluginHost.Bolt.FreePages;
using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Storage;

/// <summary>A database without anything in it: both meta pages, an empty freelist on page 2, an empty root leaf on page 3.</summary>
internal static class FreshFile
{
    private const int PageCount = 4;

    /// <summary>What a disk writes as a whole or not at all.</summary>
    private const int SectorSize = 512;

    public static void Write(IStorageFile file, DatabaseOptions options)
    {
        file.Write(Image(PageSize(options)), 0);
        if (!options.NoSync)
        {
            file.SyncData();
            file.SyncName();
        }
    }

    /// <summary>
    /// Whether the machine stopped while the file was being created: it is no longer than a new one and each sector is that of a new
    /// one or zero. Nothing was ever committed to such a file, as the first commit makes it longer.
    /// </summary>
    public static bool IsUnfinished(IStorageFile file, DatabaseOptions options)
    {
        byte[] image = Image(PageSize(options));
        if (file.Length > image.Length)
        {
            return false;
        }

        byte[] found = new byte[image.Length];
        int length = 0;
        while (length < found.Length && file.Read(found.AsSpan(length), length) is > 0 and int read)
        {
            length += read;
        }

        if (length == image.Length && found.AsSpan().SequenceEqual(image))
        {
            return false;
        }

        for (int start = 0; start < found.Length; start += SectorSize)
        {
            ReadOnlySpan<byte> sector = found.AsSpan(start, SectorSize);
            if (sector.ContainsAnyExcept((byte)0) && !sector.SequenceEqual(image.AsSpan(start, SectorSize)))
            {
                return false;
            }
        }

        return true;
    }

    private static int PageSize(DatabaseOptions options) => options.PageSize == 0 ? Environment.SystemPageSize : options.PageSize;

    private static byte[] Image(int pageSize)
    {
        byte[] image = new byte[PageCount * pageSize];
        for (ulong transaction = 0; transaction < 2; transaction++)
        {
            Meta meta = new(pageSize, new PageId(3), 0, new PageId(2), new PageId(PageCount), transaction);
            meta.Write(image.AsSpan((int)transaction * pageSize));
        }

        FreelistPage.Write(image.AsSpan(2 * pageSize, pageSize), new PageRun(new PageId(2), 1), new Freelist(new PageRunSet()));
        new PageHeader(new PageId(3), PageFlags.Leaf, 0, 0).Write(image.AsSpan(3 * pageSize));
        return image;
    }
}
