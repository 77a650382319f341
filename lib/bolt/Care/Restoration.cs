using System.Globalization;
using PluginHost.Bolt.Storage;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Bolt.Care;

/// <summary>
/// Puts a backup in the place of a database that nobody has open. There is a whole database under the name at every moment: first the old
/// one, then the new one; the old one stays beside it.
/// </summary>
public static class Restoration
{
    /// <summary>Replaces a database.</summary>
    /// <param name="backup">A bolt file; it is checked, and left as it is.</param>
    /// <param name="path">What to replace, whole or damaged; it may be missing, its directory not.</param>
    /// <param name="options">The permissions of a missing file, and how long to wait for the lock of the present one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BoltException"><see cref="BoltError.Timeout"/>: somebody has the database or the backup open;
    /// <see cref="BoltError.Corrupted"/> or another fault of the backup; <see cref="BoltError.Io"/>. The database is as before.</exception>
    public static RestorationReport Run(string backup, string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        SafeFileDescriptor? old = Lock(path, backup, options, cancellationToken);
        try
        {
            return Replace(backup, path, old, options, cancellationToken);
        }
        finally
        {
            if (old is not null)
            {
                FileLock.Release(old);
            }
        }
    }

    private static RestorationReport Replace(
        string backup, string path, SafeFileDescriptor? old, DatabaseOptions options, CancellationToken cancellationToken)
    {
        DatabaseOptions reading = new() { ReadOnly = true, LockTimeout = options.LockTimeout };
        using Database source = Database.Open(backup, reading, cancellationToken);
        IReadOnlyList<string> faults = source.Inspect().Damage;
        if (faults.Count > 0)
        {
            throw Faults.Of(backup, faults);
        }

        using CopiedFile copy = new(path);
        copy.CopyState(source, old is null ? (uint)options.FileMode : LibC.Fstat(old).Permissions);
        ulong transaction = copy.Check(backup).TransactionId;
        string? kept = old is null ? null : Keep(path);
        copy.PublishInPlace();
        return new RestorationReport(path, transaction, kept);
    }

    private static SafeFileDescriptor? Lock(string path, string backup, DatabaseOptions options, CancellationToken cancellationToken)
    {
        SafeFileDescriptor? file = null;
        try
        {
            int errno = LibC.TryOpenAt(
                SafeFileDescriptor.CurrentDirectory, path, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0, out SafeFileDescriptor opened);
            if (errno == Errno.ENOENT)
            {
                opened.Dispose();
                return null;
            }

            file = opened;
            LinuxException.ThrowIf(errno, "open", path);
            FileStatus status = LibC.Fstat(file);
            if (!status.IsRegular)
            {
                throw BoltException.Of(BoltError.Invalid, $"{path}: not a regular file");
            }

            if (LibC.TryStatx(SafeFileDescriptor.CurrentDirectory, backup, AtFlags.None, out FileStatus other) == 0 && other.IsSameFile(status))
            {
                throw BoltException.Of(BoltError.Invalid, $"{backup}: is the database itself, not a backup of it");
            }

            DatabaseLock.Take(file, path, options, cancellationToken);
            return file;
        }
        catch (LinuxException e)
        {
            file?.Dispose();
            throw Faults.Io(path, "open", e);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Gives the old file a second name, the first that is free: <c>.replaced-1</c>, <c>.replaced-2</c>, …</summary>
    private static string Keep(string path)
    {
        for (int number = 1; ; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{path}.replaced-{number}");
            SafeFileDescriptor here = SafeFileDescriptor.CurrentDirectory;
            int errno = LibC.TryLinkAt(here, path, here, name, AtFlags.None);
            if (errno == 0)
            {
                DurableFile.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
                return name;
            }

            if (errno != Errno.EEXIST)
            {
                throw Faults.Io(path, $"link {name}", new LinuxException(errno, "link", name));
            }
        }
    }
}
