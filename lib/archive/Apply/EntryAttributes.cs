using PluginHost.Archive.Tar;
using PluginHost.Linux;

namespace PluginHost.Archive.Apply;

/// <summary>
/// Gives a new file its attributes, in the order that keeps them: the owner first, for changing it drops capabilities and the setuid
/// bit, then extended attributes, mode, times. All through the open file, never its name.
/// </summary>
internal sealed class EntryAttributes(ApplyOptions options)
{
    private const string Trusted = "trusted.";
    private const string User = "user.";

    private static SafeFileDescriptor Here => SafeFileDescriptor.CurrentDirectory;

    /// <summary>Sets everything that the entry says.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="file">The file; may be open with O_PATH only.</param>
    /// <param name="type">Its type, S_IF...</param>
    /// <exception cref="ArchiveException">An id is out of range.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Set(TarEntry entry, SafeFileDescriptor file, uint type)
    {
        string path = file.ProcPath;
        if (OwnerOf(entry) is { } owner)
        {
            LibC.FchownAt(file, string.Empty, owner.Uid, owner.Gid, AtFlags.AT_EMPTY_PATH);
        }

        foreach ((string name, byte[] value) in entry.Xattrs)
        {
            SetXattr(entry, path, type, name, value);
        }

        // A link has no mode of its own, and chmod would reach for what it points to.
        if (type != FileModes.S_IFLNK)
        {
            LibC.FchmodAt(Here, path, (uint)entry.Mode & FileModes.Octal7777);
        }

        SetTimes(file, EntryTimes.Of(entry));
    }

    /// <summary>The owner that the entry names, or null if it is not to be set.</summary>
    /// <exception cref="ArchiveException">An id is out of range.</exception>
    public EntryOwner? OwnerOf(TarEntry entry) => options.SameOwner ? EntryOwner.Of(entry) : null;

    /// <summary>Sets the times of an open file.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void SetTimes(SafeFileDescriptor file, EntryTimes times)
        => LibC.UtimensAt(Here, file.ProcPath, times.Access, times.Modify, AtFlags.None);

    private void SetXattr(TarEntry entry, string path, uint type, string name, byte[] value)
    {
        if (name.StartsWith(Trusted, StringComparison.Ordinal))
        {
            Warn(entry, name, "archives may not set it");
            return;
        }

        int errno = LibC.TrySetXattr(path, name, value, XattrFlags.None);
        bool userOnSpecial = name.StartsWith(User, StringComparison.Ordinal) && type is not FileModes.S_IFREG and not FileModes.S_IFDIR;
        if (errno == Errno.ENOTSUP || (errno == Errno.EPERM && userOnSpecial))
        {
            Warn(entry, name, LinuxException.TextOf(errno));
            return;
        }

        LinuxException.ThrowIf(errno, $"setxattr {name}", path);
    }

    private void Warn(TarEntry entry, string name, string why)
        => options.Warn?.Invoke($"the extended attribute {name} of {entry.Name} was left out: {why}");
}
