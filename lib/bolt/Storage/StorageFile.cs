using Microsoft.Win32.SafeHandles;
using PluginHost.Bolt.Native;

namespace PluginHost.Bolt.Storage;

/// <summary>
/// A file of the operating system. It is opened by open(2) itself, because .NET's own way takes a flock(2) at once and gives up if it
/// is held, where a database waits (see <see cref="FileLock"/>).
/// </summary>
internal sealed class StorageFile : IStorageFile
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private StorageFile(SafeFileHandle handle, string path)
    {
        _handle = handle;
        _path = path;
    }

    public long Length => Guard("stat", () => RandomAccess.GetLength(_handle));

    /// <summary>Opens the file, creating it unless <paramref name="options"/> are read-only, and waits for its lock.</summary>
    public static StorageFile Open(string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        int flags = options.ReadOnly ? LibC.O_RDONLY : LibC.O_RDWR | LibC.O_CREAT;
        SafeFileHandle handle = LibC.Open(path, flags | LibC.O_CLOEXEC, options.FileMode);
        try
        {
            FileLock.Take(handle, path, options, cancellationToken);
            return new StorageFile(handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public int Read(Span<byte> buffer, long offset)
    {
        try
        {
            return RandomAccess.Read(_handle, buffer, offset);
        }
        catch (Exception e) when (IsSystemFailure(e))
        {
            throw Failed($"read {buffer.Length} bytes at {offset}", e);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, offset);
        }
        catch (Exception e) when (IsSystemFailure(e))
        {
            throw Failed($"write {bytes.Length} bytes at {offset}", e);
        }
    }

    public void Truncate(long length) => Guard($"truncate to {length} bytes", () =>
    {
        RandomAccess.SetLength(_handle, length);
        return true;
    });

    public void SyncData() => LibC.Fdatasync(_handle, _path);

    public void Sync() => LibC.Fsync(_handle, _path);

    public void SyncName()
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(_path)) ?? "/";
        using SafeFileHandle handle = LibC.Open(directory, LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        LibC.Fsync(handle, directory);
    }

    /// <summary>Closing the last descriptor gives the lock back.</summary>
    public void Dispose() => _handle.Dispose();

    private T Guard<T>(string call, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsSystemFailure(e))
        {
            throw Failed(call, e);
        }
    }

    /// <summary>Not supported are length and position of what is no regular file.</summary>
    private static bool IsSystemFailure(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    private BoltException Failed(string call, Exception cause) => new(BoltError.Io, $"{_path}: {call}: {cause.Message}", cause);
}
