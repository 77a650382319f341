using System.Buffers.Binary;
using System.Numerics;

namespace PluginHost.Bolt.Pages;

/// <summary>
/// A checksum in the last bytes of a branch or leaf page, which the format leaves unused and bbolt writes as zeros and never reads:
/// <code>
/// 0 u64 magic | 8 u32 CRC-32C of all bytes of the page with its overflow before the checksum
/// </code>
/// A page without the magic was written by bbolt, or before there were checksums, and can't be judged.
/// </summary>
internal static class PageTrailer
{
    public const int Size = 12;

    private const ulong Magic = 0x9d1f_c5e2_7a63_b48e;
    private const int ChecksumSize = sizeof(uint);

    /// <summary>Fills the last <see cref="Size"/> bytes, which must be unused.</summary>
    public static void Write(Span<byte> page)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(page[^Size..], Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(page[^ChecksumSize..], Checksum(page[..^ChecksumSize]));
    }

    /// <summary>Whether the page has a checksum that is not that of its bytes.</summary>
    public static bool Contradicts(ReadOnlySpan<byte> page)
        => BinaryPrimitives.ReadUInt64LittleEndian(page[^Size..]) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(page[^ChecksumSize..]) != Checksum(page[..^ChecksumSize]);

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
