using System.Buffers.Binary;
using System.Numerics;

namespace PluginHost.Bolt.Pages;

/// <summary>
/// The root of one committed state. A meta page, little endian (bbolt internal/common/meta.go):
/// <code>
/// 0 page header (id = txid mod 2, flags 4) | 16 u32 magic | 20 u32 version | 24 u32 page size | 28 u32 flags, 0
/// 32 u64 root page | 40 u64 root sequence | 48 u64 freelist page, or all ones | 56 u64 high-water mark | 64 u64 txid
/// 72 u64 FNV-1a 64 of bytes 16 to 71
/// </code>
/// </summary>
internal sealed record Meta(int PageSize, PageId Root, ulong RootSequence, PageId Freelist, PageId HighWater, ulong TransactionId)
{
    /// <summary>Bytes of a meta page that carry meaning.</summary>
    public const int Size = PageHeader.Size + 64;

    public const int MinPageSize = 1024;
    public const int MaxPageSize = 65536;

    private const uint Magic = 0xED0CDAED;
    private const uint Version = 2;
    private const int ChecksumOffset = 72;
    private const ulong FnvOffsetBasis = 0xcbf29ce484222325;
    private const ulong FnvPrime = 0x100000001b3;

    /// <summary>The page that this meta is written to: the two take turns.</summary>
    public PageId Page => new(TransactionId % 2);

    public bool HasFreelist => Freelist != PageId.NoFreelist;

    public static bool IsPageSize(long size) => size is >= MinPageSize and <= MaxPageSize && BitOperations.IsPow2(size);

    /// <summary>Reads the meta at the start of <paramref name="page"/>.</summary>
    /// <param name="page">At least <see cref="Size"/> bytes.</param>
    /// <param name="error">Why it is not usable: magic, version, checksum in this order, then impossible numbers.</param>
    public static Meta? TryRead(ReadOnlySpan<byte> page, out BoltError error)
    {
        error = BoltError.Invalid;
        if (page.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(page[16..]) != Magic)
        {
            return null;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(page[20..]) != Version)
        {
            error = BoltError.VersionMismatch;
            return null;
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(page[ChecksumOffset..]) != Checksum(page))
        {
            error = BoltError.Checksum;
            return null;
        }

        uint pageSize = BinaryPrimitives.ReadUInt32LittleEndian(page[24..]);
        if (!IsPageSize(pageSize))
        {
            return null;
        }

        Meta meta = new(
            (int)pageSize,
            new PageId(BinaryPrimitives.ReadUInt64LittleEndian(page[32..])),
            BinaryPrimitives.ReadUInt64LittleEndian(page[40..]),
            new PageId(BinaryPrimitives.ReadUInt64LittleEndian(page[48..])),
            new PageId(BinaryPrimitives.ReadUInt64LittleEndian(page[56..])),
            BinaryPrimitives.ReadUInt64LittleEndian(page[64..]));
        return meta.IsPossible ? meta : null;
    }

    /// <summary>Writes header and meta to the start of <paramref name="page"/>; the rest is left as it is.</summary>
    public void Write(Span<byte> page)
    {
        if (!IsPossible)
        {
            throw BoltException.Corrupted(
                $"meta of transaction {TransactionId}: root {Root} or freelist {Freelist} is not below {HighWater}");
        }

        new PageHeader(Page, PageFlags.Meta, 0, 0).Write(page);
        BinaryPrimitives.WriteUInt32LittleEndian(page[16..], Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(page[20..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(page[24..], (uint)PageSize);
        BinaryPrimitives.WriteUInt32LittleEndian(page[28..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(page[32..], Root.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(page[40..], RootSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(page[48..], Freelist.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(page[56..], HighWater.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(page[64..], TransactionId);
        BinaryPrimitives.WriteUInt64LittleEndian(page[ChecksumOffset..], Checksum(page));
    }

    /// <summary>A root, freelist or high-water mark outside of the file's pages can't have been written by a sound writer.</summary>
    private bool IsPossible =>
        HighWater.Value <= long.MaxValue / MaxPageSize
        && Root >= PageId.FirstData && Root < HighWater
        && (!HasFreelist || (Freelist >= PageId.FirstData && Freelist < HighWater));

    private static ulong Checksum(ReadOnlySpan<byte> page)
    {
        ulong hash = FnvOffsetBasis;
        foreach (byte value in page[PageHeader.Size..ChecksumOffset])
        {
            hash = (hash ^ value) * FnvPrime;
        }

        return hash;
    }
}
