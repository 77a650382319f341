using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using PluginHost.Bolt.Native;

namespace PluginHost.Bolt.Storage;

/// <summary>
/// The advisory lock by which processes keep off each other's database: flock(2) on the whole file, exclusive for a writer, shared
/// for a reader; bbolt takes the same (bbolt bolt_unix.go). It ends with the descriptor.
/// </summary>
internal static class FileLock
{
    /// <summary>flock(2) can't wait with a deadline, so it is tried again after this time, as bbolt does.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the lock is ours, <see cref="DatabaseOptions.LockTimeout"/> has passed or the token fires.</summary>
    public static void Take(SafeFileHandle handle, string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        int operation = (options.ReadOnly ? LibC.LOCK_SH : LibC.LOCK_EX) | LibC.LOCK_NB;
        long start = Stopwatch.GetTimestamp();
        while (!LibC.TryFlock(handle, operation, path))
        {
            TimeSpan wait = RetryInterval;
            if (options.LockTimeout > TimeSpan.Zero)
            {
                TimeSpan left = options.LockTimeout - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    throw TimedOut(handle, path, options);
                }

                wait = left < wait ? left : wait;
            }

            cancellationToken.WaitHandle.WaitOne(wait);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static BoltException TimedOut(SafeFileHandle handle, string path, DatabaseOptions options)
    {
        string holder = LockHolder.Find(handle) is int pid ? $"process {pid}" : "another process";
        string seconds = options.LockTimeout.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
        return BoltException.Of(BoltError.Timeout, $"{path}: {holder} still holds the lock of the database after {seconds}s");
    }
}
