using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Bolt.Storage;

/// <summary>
/// A file of the operating system. It is opened by open(2) itself, because .NET's own way takes a flock(2) at once and gives up if it
/// is held, where a database waits (see <see cref="DatabaseLock"/>).
/// </summary>
internal sealed class StorageFile : IStorageFile
{
    private readonly SafeFileDescriptor _file;
    private readonly string _path;

    private StorageFile(SafeFileDescriptor file, string path)
    {
        _file = file;
        _path = path;
    }

    public long Length
    {
        get
        {
            try
            {
                return LibC.Fstat(_file).Size;
            }
            catch (LinuxException e)
            {
                throw Failed("stat", e);
            }
        }
    }

    /// <summary>Opens the file, creating it unless <paramref name="options"/> are read-only, and waits for its lock.</summary>
    public static StorageFile Open(string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            SafeFileDescriptor descriptor = OpenLocked(path, options, cancellationToken);

            // While we waited, the one who had the lock may have put another file in the place of this one.
            if (IsStill(path, descriptor))
            {
                return new StorageFile(descriptor, path);
            }

            FileLock.Release(descriptor);
        }
    }

    public int Read(Span<byte> buffer, long offset)
    {
        try
        {
            return LibC.Pread(_file, buffer, offset);
        }
        catch (LinuxException e)
        {
            throw Failed($"read {buffer.Length} bytes at {offset}", e);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            for (int done = 0; done < bytes.Length;)
            {
                done += LibC.Pwrite(_file, bytes[done..], offset + done);
            }
        }
        catch (LinuxException e)
        {
            throw Failed($"write {bytes.Length} bytes at {offset}", e);
        }
    }

    public void Truncate(long length)
    {
        try
        {
            LibC.Ftruncate(_file, length);
        }
        catch (LinuxException e)
        {
            throw Failed($"truncate to {length} bytes", e);
        }
    }

    public void SyncData()
    {
        try
        {
            LibC.Fdatasync(_file);
        }
        catch (LinuxException e)
        {
            throw Failed("fdatasync", e);
        }
    }

    public void Sync()
    {
        try
        {
            LibC.Fsync(_file);
        }
        catch (LinuxException e)
        {
            throw Failed("fsync", e);
        }
    }

    public void SyncName()
    {
        try
        {
            DurableFile.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(_path)) ?? "/");
        }
        catch (LinuxException e)
        {
            throw Failed("sync of the directory", e);
        }
    }

    /// <summary>Gives the lock back and closes the file.</summary>
    public void Dispose() => FileLock.Release(_file);

    private static SafeFileDescriptor OpenLocked(string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        SafeFileDescriptor? descriptor = null;
        try
        {
            OpenFlags flags = options.ReadOnly ? OpenFlags.O_RDONLY : OpenFlags.O_RDWR | OpenFlags.O_CREAT;

            // Of a fifo the opening itself would wait for the other end; on a regular file the flag means nothing.
            descriptor = LibC.Open(path, flags | OpenFlags.O_NONBLOCK, (uint)options.FileMode);
            if (!LibC.Fstat(descriptor).IsRegular)
            {
                throw BoltException.Of(BoltError.Invalid, $"{path}: not a regular file");
            }

            DatabaseLock.Take(descriptor, path, options, cancellationToken);
            return descriptor;
        }
        catch (LinuxException e)
        {
            descriptor?.Dispose();
            throw Failed(path, "open", e);
        }
        catch
        {
            descriptor?.Dispose();
            throw;
        }
    }

    private static bool IsStill(string path, SafeFileDescriptor descriptor)
    {
        try
        {
            int errno = LibC.TryStatx(SafeFileDescriptor.CurrentDirectory, path, AtFlags.None, out FileStatus named);
            return errno switch
            {
                0 => LibC.Fstat(descriptor).IsSameFile(named),
                Errno.ENOENT => false,
                _ => throw new LinuxException(errno, "stat", path),
            };
        }
        catch (LinuxException e)
        {
            descriptor.Dispose();
            throw Failed(path, "stat", e);
        }
    }

    private BoltException Failed(string call, LinuxException cause) => Failed(_path, call, cause);

    private static BoltException Failed(string path, string call, LinuxException cause)
        => new(BoltError.Io, $"{path}: {call}: {LinuxException.TextOf(cause.Errno)}", cause);
}
