using System.Diagnostics;
using System.Globalization;
using PluginHost.Linux;

namespace PluginHost.Bolt.Storage;

/// <summary>
/// The advisory lock by which processes keep off each other's database: flock(2) on the whole file, exclusive for a writer, shared
/// for a reader; bbolt takes the same (bbolt bolt_unix.go). FileLock.Release ends it.
/// </summary>
internal static class DatabaseLock
{
    /// <summary>flock(2) can't wait with a deadline, so it is tried again after this time, as bbolt does.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the lock is ours, <see cref="DatabaseOptions.LockTimeout"/> has passed or the token fires.</summary>
    /// <exception cref="LinuxException">The file system refuses locks.</exception>
    public static void Take(SafeFileDescriptor file, string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        FlockOperation operation = (options.ReadOnly ? FlockOperation.LOCK_SH : FlockOperation.LOCK_EX) | FlockOperation.LOCK_NB;
        long start = Stopwatch.GetTimestamp();
        while (!TryTake(file, operation))
        {
            TimeSpan wait = RetryInterval;
            if (options.LockTimeout > TimeSpan.Zero)
            {
                TimeSpan left = options.LockTimeout - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    throw TimedOut(file, path, options);
                }

                wait = left < wait ? left : wait;
            }

            cancellationToken.WaitHandle.WaitOne(wait);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static bool TryTake(SafeFileDescriptor file, FlockOperation operation)
    {
        int errno = LibC.TryFlock(file, operation);
        if (errno != Errno.EAGAIN)
        {
            LinuxException.ThrowIf(errno, "flock", file);
        }

        return errno == 0;
    }

    private static BoltException TimedOut(SafeFileDescriptor file, string path, DatabaseOptions options)
    {
        string holder = LockHolder.Find(file) is int pid ? $"process {pid}" : "another process";
        string seconds = options.LockTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return BoltException.Of(BoltError.Timeout, $"{path}: {holder} still holds the lock of the database after {seconds}s");
    }
}
