using PluginHost.Linux;

namespace PluginHost.Archive.Tar;

/// <summary>Puts an entry together from its header block, the long names and the PAX records before it.</summary>
internal static class TarEntryAssembly
{
    /// <summary>Whether entries of a type never have content, whatever size their header names.</summary>
    public static bool IsHeaderOnly(TarEntryType type)
        => type is TarEntryType.HardLink or TarEntryType.Symlink or TarEntryType.CharacterDevice or TarEntryType.BlockDevice
            or TarEntryType.Directory or TarEntryType.Fifo;

    /// <summary>PAX records win over GNU's long names, and both over the header block.</summary>
    /// <exception cref="ArchiveException">A value is malformed.</exception>
    public static TarEntry Assemble(TarHeaderBlock header, PaxRecords? pax, string? longName, string? longLink)
    {
        string name = Text(pax, PaxRecords.Path) ?? longName ?? header.Name;
        long size = Number(pax, PaxRecords.Size) ?? header.Size;
        if (size < 0)
        {
            throw ArchiveException.Malformed($"the size of {name} is negative");
        }

        return new TarEntry
        {
            Name = name,
            Type = TypeOf(header.TypeFlag, name),
            LinkName = Text(pax, PaxRecords.LinkPath) ?? longLink ?? header.LinkName,
            Mode = header.Mode,
            Uid = Number(pax, PaxRecords.Uid) ?? header.Uid,
            Gid = Number(pax, PaxRecords.Gid) ?? header.Gid,
            Size = size,
            ModifyTime = Time(pax, PaxRecords.ModifyTime) ?? header.ModifyTime,
            AccessTime = Time(pax, PaxRecords.AccessTime) ?? header.AccessTime,
            DeviceMajor = header.DeviceMajor,
            DeviceMinor = header.DeviceMinor,
            Xattrs = pax?.Xattrs() ?? [],
        };
    }

    // Version 7 wrote NUL for files, and directories as files whose name ends in a slash.
    private static TarEntryType TypeOf(byte flag, string name) => flag switch
    {
        0 => name.EndsWith('/') ? TarEntryType.Directory : TarEntryType.Regular,
        TarLayout.GnuSparseFile => TarEntryType.Regular,
        _ => (TarEntryType)flag,
    };

    private static string? Text(PaxRecords? pax, string key)
        => pax?.Find(key) is { } value ? PathEncoding.GetString(value) : null;

    private static long? Number(PaxRecords? pax, string key)
    {
        if (pax?.Find(key) is not { } text)
        {
            return null;
        }

        return TarNumber.TryParseDecimal(text, out long number)
            ? number
            : throw ArchiveException.Malformed($"the PAX record {key} is no number");
    }

    private static TimeSpec? Time(PaxRecords? pax, string key)
    {
        if (pax?.Find(key) is not { } text)
        {
            return null;
        }

        return PaxTime.TryParse(text, out TimeSpec time)
            ? time
            : throw ArchiveException.Malformed($"the PAX record {key} is no time");
    }
}
