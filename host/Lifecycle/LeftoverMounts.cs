using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Logging;

namespace PluginHost.Host.Lifecycle;

/// <summary>Takes away what a daemon that was killed left mounted under <c>tmpmounts</c>. A failure is a warning.</summary>
internal static class LeftoverMounts
{
    public static async Task RemoveAsync(string directory, ILogger logger, CancellationToken cancellationToken)
    {
        IEnumerable<string> targets = MountTable.Read()
            .Select(mount => mount.MountPoint)
            .Where(path => path != directory && MountTable.Contains(directory, path))
            .OrderByDescending(path => path.Length);
        foreach (string target in targets)
        {
            try
            {
                await Unmounts.AllAsync(target, UmountFlags.None, cancellationToken);
                LibC.UnlinkAt(SafeFileDescriptor.CurrentDirectory, target, AtFlags.AT_REMOVEDIR);
            }
            catch (IOException error)
            {
                logger.Warn(error, "cleanup temp mount", ("path", target));
            }
        }
    }
}
