namespace PluginHost.Archive.Tar;

/// <summary>
/// The header block: offsets and lengths of pax(1) "ustar Interchange Format", of GNU tar's manual, appendix "Basic Tar Format", and of
/// star(5).
/// </summary>
internal static class TarLayout
{
    public const int BlockSize = 512;

    public static readonly Range Name = 0..100;
    public static readonly Range Mode = 100..108;
    public static readonly Range Uid = 108..116;
    public static readonly Range Gid = 116..124;
    public static readonly Range Size = 124..136;
    public static readonly Range ModifyTime = 136..148;
    public static readonly Range Checksum = 148..156;
    public const int TypeFlag = 156;
    public static readonly Range LinkName = 157..257;
    public static readonly Range Magic = 257..263;
    public static readonly Range MagicAndVersion = 257..265;
    public static readonly Range DeviceMajor = 329..337;
    public static readonly Range DeviceMinor = 337..345;
    public static readonly Range Prefix = 345..500;

    // star: a shorter prefix, times, and a trailer.
    public static readonly Range StarPrefix = 345..476;
    public static readonly Range StarAccessTime = 476..488;
    public static readonly Range StarTrailer = 508..512;

    // GNU: times where ustar has the prefix, then the map of a sparse file.
    public static readonly Range GnuAccessTime = 345..357;
    public const int GnuSparse = 386;
    public const int GnuSparseCount = 4;
    public const int GnuSparseExtended = 482;
    public static readonly Range GnuRealSize = 483..495;

    // A block of GNU's sparse map after the header.
    public const int GnuExtensionCount = 21;
    public const int GnuExtensionExtended = 504;
    public const int GnuSparseEntrySize = 24;

    // Type flags that describe the entry after them, or how it is stored.
    public const byte GnuLongName = (byte)'L';
    public const byte GnuLongLink = (byte)'K';
    public const byte GnuSparseFile = (byte)'S';
    public const byte PaxHeader = (byte)'x';

    /// <summary>The bytes that fill the last block of a content.</summary>
    public static long PaddingOf(long size) => -size & (BlockSize - 1);
}
