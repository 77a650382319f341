using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Logging;
using PluginHost.Plugins.Runtime.Recovery;
using PluginHost.Plugins.Runtime.Shims;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>Takes leaks away. Each step looks again whether it is still what was found.</summary>
internal sealed class LeakRemoval(ShimLauncher launcher, BundleDirectories directories, ILogger logger)
{
    private const string FifoDirectory = "/run/containerd/fifo/";

    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Kills a shim; what it ran is removed with its container.</summary>
    public static async Task KillAsync(ShimProcess shim, string directory, CancellationToken cancellationToken)
    {
        bool IsThere() => ShimProcess.Find(directory).Any(process => process.Pid == shim.Pid && process.Started == shim.Started);
        if (IsThere())
        {
            LibC.TryKill(shim.Pid, Signals.SIGKILL);
            await UntilAsync(() => !IsThere(), $"process {shim.Pid} does not end", cancellationToken);
        }
    }

    /// <summary>Lets the shim's program remove the container of a bundle, and then the bundle.</summary>
    public async Task RemoveBundleAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(bundle.Path))
        {
            return;
        }

        if (TaskRecovery.BinaryFor(bundle) is { } binary)
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(CommandLimit);
            try
            {
                await launcher.DeleteAsync(binary, bundle, limit.Token);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // A half-made bundle is too little for some shims; what counts is that no container is left.
                logger.Warn(error, "the shim does not clean up", ("path", bundle.Path));
            }
        }

        foreach (RuncRecord record in RuncRecord.Find(Node.RuncRoot, directories.State).Where(record => record.Bundle == bundle.Path))
        {
            await RemoveContainerAsync(record, cancellationToken);
        }

        await Bundle.Of(directories, bundle.Namespace, bundle.Id).DeleteAsync(cancellationToken);
    }

    /// <summary>Lets runc kill and remove a container, if it is still the one that was found.</summary>
    public static async Task RemoveContainerAsync(RuncRecord record, CancellationToken cancellationToken)
    {
        if (RuncRecord.TryRead(record.Root, record.ContainerId)?.Bundle == record.Bundle)
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(CommandLimit);
            await ToolProgram.RunAsync("runc", ["--root", record.Root, "delete", "--force", record.ContainerId], null, limit.Token);
        }
    }

    /// <summary>Removes a control group and those in it; the kernel refuses while a process is in one.</summary>
    public static Task RemoveCgroupAsync(string group, CancellationToken cancellationToken)
        => UntilAsync(() => TryRemoveCgroup(group), $"{group} has processes", cancellationToken);

    /// <summary>Removes a fifo, and the directory that was made for it when it was the last one in there.</summary>
    public static Task RemoveFifo(string path)
    {
        File.Delete(path);
        string directory = Path.GetDirectoryName(path)!;
        if (directory.StartsWith(FifoDirectory, StringComparison.Ordinal) && !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            Directory.Delete(directory);
        }

        return Task.CompletedTask;
    }

    private static bool TryRemoveCgroup(string group)
    {
        if (!Directory.Exists(group))
        {
            return true;
        }

        bool removed = Directory.EnumerateDirectories(group).ToList().All(TryRemoveCgroup);
        return removed && LibC.TryUnlinkAt(SafeFileDescriptor.CurrentDirectory, group, AtFlags.AT_REMOVEDIR) is 0 or Errno.ENOENT;
    }

    private static async Task UntilAsync(Func<bool> isDone, string obstacle, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(EndLimit);
        while (!isDone())
        {
            if (limit.IsCancellationRequested)
            {
                throw new IOException(obstacle);
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }
}
