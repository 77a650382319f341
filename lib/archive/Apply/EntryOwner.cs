using PluginHost.Archive.Tar;

namespace PluginHost.Archive.Apply;

/// <summary>The owner of an entry, proved to be one that the kernel can store.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Gid">The group.</param>
internal readonly record struct EntryOwner(uint Uid, uint Gid)
{
    // 2^32-1 means "leave as it is" to chown(2).
    private const long MaxId = uint.MaxValue - 1L;

    /// <summary>Checks the ids of an entry.</summary>
    /// <exception cref="ArchiveException">One is negative or larger than 2^32-2.</exception>
    public static EntryOwner Of(TarEntry entry) => new(Check(entry.Uid, "uid", entry.Name), Check(entry.Gid, "gid", entry.Name));

    private static uint Check(long id, string what, string name)
        => id is >= 0 and <= MaxId
            ? (uint)id
            : throw ArchiveException.Unsupported($"the {what} {id} of {name} is out of range, 0 to {MaxId}");
}
