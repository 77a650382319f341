using System.Buffers.Binary;
using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.FreePages;

/// <summary>
/// The page that lists the free pages: header with flags 0x10, then one u64 per page, ascending. From 65535 ids on the count in the
/// header is 0xFFFF and the first u64 is the true count (bbolt internal/freelist/shared.go).
/// </summary>
internal static class FreelistPage
{
    private const ushort CountFollows = 0xFFFF;
    private const int IdSize = sizeof(ulong);

    /// <summary>Pages to set aside for a list of that many ids; the list may turn out shorter.</summary>
    public static ulong PagesFor(ulong count, int pageSize) => (Bytes(count) / (ulong)pageSize) + 1;

    /// <summary>Fills <paramref name="page"/>, which is all zeros and as long as <paramref name="run"/>.</summary>
    public static void Write(Span<byte> page, PageRun run, Freelist freelist)
    {
        ulong count = freelist.Count;
        ushort headerCount = count < CountFollows ? (ushort)count : CountFollows;
        new PageHeader(run.Start, PageFlags.Freelist, headerCount, checked((uint)(run.Length - 1))).Write(page);
        int offset = PageHeader.Size;
        if (headerCount == CountFollows)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(page[offset..], count);
            offset += IdSize;
        }

        foreach (PageId id in freelist.Pages())
        {
            BinaryPrimitives.WriteUInt64LittleEndian(page[offset..], id.Value);
            offset += IdSize;
        }
    }

    /// <summary>The ids on the page, in the order in which they stand there.</summary>
    /// <param name="page">All bytes of the page with its overflow.</param>
    /// <param name="where">Names the page in the message of <see cref="BoltError.Corrupted"/>.</param>
    public static PageId[] Read(ReadOnlySpan<byte> page, string where)
    {
        PageHeader header = PageHeader.Read(page);
        if (header.Flags != PageFlags.Freelist)
        {
            throw BoltException.Corrupted($"{where} is not a freelist (flags 0x{(ushort)header.Flags:x})");
        }

        ReadOnlySpan<byte> ids = page[PageHeader.Size..];
        ulong count = header.Count;
        if (header.Count == CountFollows)
        {
            count = BinaryPrimitives.ReadUInt64LittleEndian(ids);
            ids = ids[IdSize..];
        }

        if (count > (ulong)(ids.Length / IdSize))
        {
            throw BoltException.Corrupted($"{where} counts {count} free pages, more than fit");
        }

        PageId[] pages = new PageId[count];
        for (int i = 0; i < pages.Length; i++)
        {
            pages[i] = new PageId(BinaryPrimitives.ReadUInt64LittleEndian(ids[(i * IdSize)..]));
        }

        return pages;
    }

    private static ulong Bytes(ulong count) => PageHeader.Size + (IdSize * (count < CountFollows ? count : count + 1));
}
