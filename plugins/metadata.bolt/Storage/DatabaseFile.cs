using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Logging;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>
/// Opens <c>meta.db</c>. Its lock is what keeps a second daemon off the same root directory: whoever comes second waits.
/// </summary>
internal static class DatabaseFile
{
    /// <summary>The <c>[timeouts]</c> key of the wait for the lock; zero waits for ever.</summary>
    public const string OpenTimeoutKey = "io.containerd.timeout.bolt.open";

    public const string Name = "meta.db";

    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly TimeSpan WarnAfter = TimeSpan.FromSeconds(10);

    /// <summary>Makes the directory (0711) and the file (0644) if they are absent, and opens the file without a persisted freelist.</summary>
    public static async Task<Database> OpenAsync(
        string directory, bool noSync, TimeSpan timeout, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory, DirectoryMode);
        string path = Path.Combine(directory, Name);
        DatabaseOptions options = new() { SyncFreelist = false, NoSync = noSync, LockTimeout = timeout };

        // Waiting for the lock blocks its thread.
        Task<Database> opening = Task.Factory.StartNew(
            () => Database.Open(path, options, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        using (CancellationTokenSource warned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            Task warning = Task.Delay(WarnAfter, clock, warned.Token);
            if (await Task.WhenAny(opening, warning) == warning && !cancellationToken.IsCancellationRequested)
            {
                logger.Warn("waiting for response from boltdb open", ("path", path), ("plugin", "bolt"));
            }

            await warned.CancelAsync();
        }

        try
        {
            return await opening;
        }
        catch (BoltException e) when (e.Error == BoltError.Timeout)
        {
            throw new DaemonException(
                ErrorKind.Unknown,
                $"{path} is locked by another process (another containerd or PluginHost on this root directory?): stop it, or raise "
                + $"{OpenTimeoutKey} from {timeout.TotalSeconds} s: {e.Error.Text()}",
                e);
        }
    }
}
