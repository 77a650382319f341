using System.Buffers.Binary;

namespace PluginHost.Bolt.Pages;

/// <summary>
/// The first 16 bytes of a page, little endian (bbolt internal/common/page.go):
/// <code>
/// 0 u64 id | 8 u16 flags | 10 u16 count | 12 u32 overflow (pages that follow and belong to this one)
/// </code>
/// </summary>
internal readonly record struct PageHeader(PageId Id, PageFlags Flags, ushort Count, uint Overflow)
{
    public const int Size = 16;

    public PageRun Run => new(Id, Overflow + 1UL);

    public static PageHeader Read(ReadOnlySpan<byte> page) => new(
        new PageId(BinaryPrimitives.ReadUInt64LittleEndian(page)),
        (PageFlags)BinaryPrimitives.ReadUInt16LittleEndian(page[8..]),
        BinaryPrimitives.ReadUInt16LittleEndian(page[10..]),
        BinaryPrimitives.ReadUInt32LittleEndian(page[12..]));

    public void Write(Span<byte> page)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(page, Id.Value);
        BinaryPrimitives.WriteUInt16LittleEndian(page[8..], (ushort)Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(page[10..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(page[12..], Overflow);
    }
}
