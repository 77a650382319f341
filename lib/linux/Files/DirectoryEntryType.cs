namespace PluginHost.Linux.Files;

/// <summary>The kind of a directory entry (dirent.h).</summary>
public enum DirectoryEntryType : byte
{
    /// <summary>The file system does not say.</summary>
    DT_UNKNOWN = 0,
    DT_FIFO = 1,
    DT_CHR = 2,
    DT_DIR = 4,
    DT_BLK = 6,
    DT_REG = 8,
    DT_LNK = 10,
    DT_SOCK = 12,
    DT_WHT = 14,
}
