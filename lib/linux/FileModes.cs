namespace PluginHost.Linux;

/// <summary>The parts of <c>st_mode</c> by their kernel names (inode(7)), and the usual permissions by their octal digits.</summary>
public static class FileModes
{
    public const uint S_IFMT = 0xF000;
    public const uint S_IFSOCK = 0xC000;
    public const uint S_IFLNK = 0xA000;
    public const uint S_IFREG = 0x8000;
    public const uint S_IFBLK = 0x6000;
    public const uint S_IFDIR = 0x4000;
    public const uint S_IFCHR = 0x2000;
    public const uint S_IFIFO = 0x1000;
    public const uint S_ISUID = 0x800;
    public const uint S_ISGID = 0x400;
    public const uint S_ISVTX = 0x200;

    /// <summary>All bits but the file type.</summary>
    public const uint Octal7777 = 0xFFF;
    public const uint Octal0777 = 0x1FF;
    public const uint Octal0755 = 0x1ED;
    public const uint Octal0711 = 0x1C9;
    public const uint Octal0700 = 0x1C0;
    public const uint Octal0666 = 0x1B6;
    public const uint Octal0660 = 0x1B0;
    public const uint Octal0644 = 0x1A4;
    public const uint Octal0640 = 0x1A0;
    public const uint Octal0600 = 0x180;
}
