using PluginHost.Linux;

namespace PluginHost.Bolt.Care;

/// <summary>
/// Copies a database that nobody has open into a new file without free pages, which then takes its place (files never shrink by
/// themselves: bbolt db.go). The new file is compared with the old one, key by key, before.
/// </summary>
public static class Compaction
{
    /// <summary>Compacts a database.</summary>
    /// <param name="path">A whole database.</param>
    /// <param name="options">How it is opened; a page size is not taken from here, the new file has that of the old one.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    /// <exception cref="BoltException"><see cref="BoltError.Timeout"/>: somebody has it open; <see cref="BoltError.Corrupted"/>: it is
    /// damaged; <see cref="BoltError.Io"/>, also if there is no such file. The file is as before.</exception>
    public static CompactionReport Run(string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        if (LibC.TryStatx(SafeFileDescriptor.CurrentDirectory, path, AtFlags.None, out FileStatus status) is int errno and not 0)
        {
            throw Faults.Io(path, "open", new LinuxException(errno, "open", path));
        }

        using Database source = Database.Open(path, options, cancellationToken);
        IReadOnlyList<string> faults = source.Inspect().Damage;
        if (faults.Count > 0)
        {
            throw Faults.Of(path, faults);
        }

        using CopiedFile copy = new(path);
        long after = Copy(source, copy.TemporaryPath, options, status);
        copy.Check(copy.TemporaryPath);
        copy.PublishInPlace();
        return new CompactionReport(path, status.Size, after);
    }

    private static long Copy(Database source, string path, DatabaseOptions options, in FileStatus status)
    {
        DatabaseOptions fresh = options with { PageSize = source.PageSize, PreviousState = false, NoSync = false, FileMode = (int)FileModes.Octal0600 };
        using Transaction reading = source.Begin(writable: false);
        using (Database target = Database.Open(path, fresh, CancellationToken.None))
        {
            target.Update(writing => BucketTree.Copy(reading, writing));
            if (!target.View(written => BucketTree.Equal(reading, written)))
            {
                throw BoltException.Corrupted($"{source.Path}: the compacted copy is not equal to it");
            }
        }

        try
        {
            using SafeFileDescriptor file = LibC.Open(path, OpenFlags.O_RDWR);
            LibC.Fchown(file, status.Uid, status.Gid);
            LibC.Fchmod(file, status.Permissions);
            LibC.Fsync(file);
            return LibC.Fstat(file).Size;
        }
        catch (LinuxException e)
        {
            throw Faults.Io(path, "owner and permissions", e);
        }
    }
}
