namespace PluginHost.Archive.Tar;

/// <summary>The type flag of an entry (pax(1), "ustar Interchange Format"); other values are possible.</summary>
public enum TarEntryType : byte
{
    Regular = (byte)'0',
    HardLink = (byte)'1',
    Symlink = (byte)'2',
    CharacterDevice = (byte)'3',
    BlockDevice = (byte)'4',
    Directory = (byte)'5',
    Fifo = (byte)'6',

    /// <summary>Records for all entries that follow; has content but no file.</summary>
    GlobalHeader = (byte)'g',
}
