using System.Security.Cryptography;
using PluginHost.Bolt.Check;
using PluginHost.Bolt.Pages;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Bolt.Care;

/// <summary>
/// A database file that is written under a temporary name beside its final one and gets that name only when it is complete, checked and
/// on the disk. Disposing removes what has not got that far.
/// </summary>
internal sealed class CopiedFile(string path) : IDisposable
{
    private const int ChunkSize = 1 << 20;

    private bool _published;

    /// <summary>The temporary name; hidden, and different each time.</summary>
    public string TemporaryPath { get; } = Path.Combine(
        DirectoryOf(path), $".{Path.GetFileName(path)}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}{DurableFile.TemporarySuffix}");

    /// <summary>Writes one committed state of a database, whatever its writer does meanwhile (bbolt tx.go, WriteTo).</summary>
    /// <param name="source">The state's pages are copied as they are; what is free in it may be copied half-written.</param>
    /// <param name="mode">The permissions of the file, whatever the umask is.</param>
    public void CopyState(Database source, uint mode)
    {
        Store store = source.Store;
        Meta meta = store.Sessions.EnterReader();
        try
        {
            CopyState(store, meta, mode);
        }
        finally
        {
            store.Sessions.LeaveReader(meta);
        }
    }

    /// <summary>Opens the file and looks for faults.</summary>
    /// <exception cref="BoltException"><see cref="BoltError.Corrupted"/>, naming <paramref name="origin"/> and the faults.</exception>
    public CheckedState Check(string origin)
    {
        using Database copy = Database.Open(TemporaryPath, new DatabaseOptions { ReadOnly = true }, CancellationToken.None);
        CheckedState state = copy.Inspect();
        return state.Damage.Count == 0 ? state : throw Faults.Of(origin, state.Damage);
    }

    /// <summary>Gives the file its name; a file of that name is an error.</summary>
    public void Publish() => Publish(RenameFlags.RENAME_NOREPLACE);

    /// <summary>Gives the file its name, in place of the file that has it.</summary>
    public void PublishInPlace() => Publish(RenameFlags.None);

    public void Dispose()
    {
        if (!_published)
        {
            _ = LibC.TryUnlinkAt(SafeFileDescriptor.CurrentDirectory, TemporaryPath, AtFlags.None);
        }
    }

    private void Publish(RenameFlags flags)
    {
        try
        {
            LibC.RenameAt2(SafeFileDescriptor.CurrentDirectory, TemporaryPath, SafeFileDescriptor.CurrentDirectory, path, flags);
            _published = true;
            DurableFile.SyncDirectory(DirectoryOf(path));
        }
        catch (LinuxException e)
        {
            throw Faults.Io(path, "rename", e);
        }
    }

    private void CopyState(Store store, Meta meta, uint mode)
    {
        try
        {
            using SafeFileDescriptor file = LibC.Open(
                TemporaryPath, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, mode);
            LibC.Fchmod(file, mode);
            LibC.WriteAll(file, MetaPagesOf(meta));
            byte[] chunk = new byte[ChunkSize];
            long end = checked((long)meta.HighWater.Value * meta.PageSize);
            for (long offset = 2L * meta.PageSize; offset < end;)
            {
                int read = store.File.Read(chunk.AsSpan(0, (int)Math.Min(chunk.Length, end - offset)), offset);
                if (read == 0)
                {
                    throw BoltException.Corrupted($"{store.Path}: the file ends at {offset}, but {end} bytes are in use");
                }

                LibC.WriteAll(file, chunk.AsSpan(0, read));
                offset += read;
            }

            LibC.Fsync(file);
        }
        catch (LinuxException e)
        {
            throw Faults.Io(path, $"write {TemporaryPath}", e);
        }
    }

    /// <summary>Both meta pages show the same state, so that a fault in one of them loses nothing.</summary>
    private static byte[] MetaPagesOf(Meta meta)
    {
        byte[] pages = new byte[2 * meta.PageSize];
        Meta older = meta with { TransactionId = meta.TransactionId == 0 ? 1 : meta.TransactionId - 1 };
        meta.Write(pages.AsSpan((int)meta.Page.Value * meta.PageSize));
        older.Write(pages.AsSpan((int)older.Page.Value * meta.PageSize));
        return pages;
    }

    private static string DirectoryOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
}
