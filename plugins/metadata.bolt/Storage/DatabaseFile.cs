using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Bolt.Care;
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

    public const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly TimeSpan WarnAfter = TimeSpan.FromSeconds(10);

    /// <summary>How the file is opened: without a persisted freelist, as containerd has it, with checksums in our pages.</summary>
    public static DatabaseOptions Options { get; } = new() { SyncFreelist = false, PageChecksums = true };

    /// <summary>
    /// Makes the directory (0711) and the file (0644) if they are absent; opens the file and checks it. What is wrong with it is in the log.
    /// </summary>
    /// <exception cref="DaemonException">It is locked, or not even damaged parts of it can be read.</exception>
    public static async Task<OpenedDatabase> OpenAsync(
        string directory, bool noSync, TimeSpan timeout, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory, DirectoryMode);
        string path = Path.Combine(directory, Name);
        DatabaseOptions options = Options with { NoSync = noSync, LockTimeout = timeout };

        // Waiting for the lock blocks its thread.
        Task<OpenedDatabase> opening = Task.Factory.StartNew(
            () => CheckedOpening.Open(path, options, cancellationToken),
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
        catch (BoltException e) when (e.Error != BoltError.Io)
        {
            throw new DaemonException(ErrorKind.Unknown, $"{e.Message}; to restore a backup: {Recovery.Command(path)}", e);
        }
    }
}
