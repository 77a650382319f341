using System.Globalization;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Host.Lifecycle;

/// <summary>
/// Keeps a second daemon off a directory, by an flock(2) of the directory itself: containerd's root gets no foreign file, the lock ends
/// with the process however it ends, and <c>/proc/locks</c> knows who has it. See docs/decisions/0010-one-daemon-per-root.md.
/// </summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly SafeFileDescriptor _directory;

    private InstanceLock(SafeFileDescriptor directory) => _directory = directory;

    /// <exception cref="StartException">Another process has the lock.</exception>
    public static InstanceLock Acquire(string key, string path)
        => TryAcquire(key, path, out FileStatus status)
            ?? throw new StartException(
                $"another daemon runs on the {key} directory {path}: {Owner(status)} holds the lock (flock) of the directory; "
                + "stop it first");

    /// <summary>As <see cref="Acquire"/>; null if another process has the lock.</summary>
    /// <exception cref="StartException">There is no such directory, or it can't be locked.</exception>
    public static InstanceLock? TryAcquire(string key, string path) => TryAcquire(key, path, out _);

    private static InstanceLock? TryAcquire(string key, string path, out FileStatus status)
    {
        int errno = LibC.TryOpenAt(
            SafeFileDescriptor.CurrentDirectory, path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0, out SafeFileDescriptor directory);
        if (errno == 0)
        {
            status = LibC.Fstat(directory);
            errno = LibC.TryFlock(directory, FlockOperation.LOCK_EX | FlockOperation.LOCK_NB);
            if (errno == 0)
            {
                return new InstanceLock(directory);
            }
        }

        status = errno == Errno.EAGAIN ? LibC.Fstat(directory) : default;
        directory.Dispose();
        return errno == Errno.EAGAIN
            ? null
            : throw new StartException($"the {key} directory {path} can not be locked: {LinuxException.TextOf(errno)}");
    }

    public void Dispose() => FileLock.Release(_directory);

    /// <summary>
    /// proc_locks(5): <c>1: FLOCK ADVISORY WRITE pid major:minor:inode 0 EOF</c>, the device in hexadecimal. Some file systems show another
    /// device there than stat(2) does, then the inode alone has to do.
    /// </summary>
    private static string Owner(in FileStatus directory)
    {
        string inode = string.Create(CultureInfo.InvariantCulture, $":{directory.Inode}");
        string exact = string.Create(CultureInfo.InvariantCulture, $"{directory.Device.Major:x2}:{directory.Device.Minor:x2}{inode}");
        string? owner = null;
        foreach (string line in File.ReadLines("/proc/locks"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is [_, "FLOCK", _, _, string pid, string held, ..] && pid is not ("0" or "-1"))
            {
                owner = held == exact || (owner is null && held.EndsWith(inode, StringComparison.Ordinal)) ? $"pid {pid}" : owner;
            }
        }

        return owner ?? "a process that is not visible from here";
    }
}
