using PluginHost.Archive;
using PluginHost.Archive.Apply;
using PluginHost.Errors;
using PluginHost.Runtime;

namespace PluginHost.Plugins.Runtime;

/// <summary>What is done around the creation of a task that goes on from a checkpoint; nothing for one that begins anew.</summary>
internal sealed class Restoration(Bundle bundle, TaskOptions options)
{
    private const string Changes = "rootfs-diff.tar";

    /// <summary>The directory of the checkpoint, unpacked if need be. A failure removes the bundle.</summary>
    public async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (options.UnpackCheckpoint is { } unpack)
            {
                // In the work directory, which is on a disk: a checkpoint has the memory of the processes in it.
                string directory = Path.Combine(bundle.WorkPath, "checkpoint");
                Directory.CreateDirectory(directory, BundleDirectories.PrivateMode);
                await unpack(directory, cancellationToken);
                return directory;
            }

            if (options.StartRestored && !Directory.Exists(options.Checkpoint))
            {
                throw DaemonException.NotFound($"checkpoint directory {options.Checkpoint}");
            }

            return options.Checkpoint;
        }
        catch
        {
            await bundle.DeleteAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Brings the root file system to where the checkpoint was taken, and starts, if that was asked for.</summary>
    public async Task FinishAsync(ShimTask task, CancellationToken cancellationToken)
    {
        if (options.StartRestored)
        {
            await ApplyChangesAsync(Path.Combine(Path.GetFullPath(options.Checkpoint), "..", Changes), cancellationToken);
            await task.StartAsync("", cancellationToken);
        }
    }

    private async Task ApplyChangesAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            await using FileStream changes = File.OpenRead(path);
            await LayerUnpacker.UnpackAsync(changes, bundle.Rootfs, new ApplyOptions(), cancellationToken);
        }
        catch (Exception error) when (error is IOException or ArchiveException or UnauthorizedAccessException)
        {
            throw new DaemonException(ErrorKind.Unknown, $"failed to apply {Path.GetFullPath(path)} to the root file system: {error.Message}", error);
        }
    }
}
