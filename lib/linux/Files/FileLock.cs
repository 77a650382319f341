namespace PluginHost.Linux.Files;

/// <summary>
/// An flock(2) of a file of its own, held until disposed. The lock belongs to the open file, so two in one process exclude each other
/// as well, and it ends with the process.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly SafeFileDescriptor _file;

    private FileLock(SafeFileDescriptor file) => _file = file;

    /// <summary>Takes the exclusive lock if nobody has it; null if somebody does. The file is created (0600) if it is missing.</summary>
    /// <exception cref="LinuxException">The file can't be opened or locked.</exception>
    public static FileLock? TryAcquire(string path)
    {
        SafeFileDescriptor file = LibC.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT, FileModes.Octal0600);
        int errno = LibC.TryFlock(file, FlockOperation.LOCK_EX | FlockOperation.LOCK_NB);
        if (errno == 0)
        {
            return new FileLock(file);
        }

        file.Dispose();

        return errno == Errno.EAGAIN ? null : throw new LinuxException(errno, "flock", path);
    }

    /// <summary>
    /// Unlocks and closes a file. Closing alone would keep the lock while a child between fork(2) and execve(2) has a copy of the
    /// descriptor; flock(2) with LOCK_UN ends it for all copies. What it may answer says nothing that closing doesn't mend.
    /// </summary>
    public static void Release(SafeFileDescriptor file)
    {
        if (!file.IsClosed)
        {
            _ = LibC.TryFlock(file, FlockOperation.LOCK_UN);
            file.Dispose();
        }
    }

    /// <summary>Gives the lock back; the file stays.</summary>
    public void Dispose() => Release(_file);
}
