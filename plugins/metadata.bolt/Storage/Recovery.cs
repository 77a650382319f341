using Microsoft.Extensions.Logging;
using PluginHost.Bolt.Care;
using PluginHost.Logging;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>What to say of a damaged file, and what to do about it.</summary>
internal static class Recovery
{
    /// <summary>How the names of backups beside the file end.</summary>
    public const string BackupSuffix = ".bak";

    /// <summary>Writes to the log what was wrong when the file was opened.</summary>
    /// <returns>Why nothing can be changed, with the command that repairs it; null if all is well or could be made so.</returns>
    public static string? Report(OpenedDatabase opened, string daemonRoot, ILogger logger)
    {
        string path = opened.Database.Path;
        switch (opened.State)
        {
            case OpenedState.Last:
                foreach (string fault in opened.Faults)
                {
                    logger.Warn("metadata: usable, but not as it should be", ("error", fault), ("path", path));
                }

                return null;
            case OpenedState.Previous:
                foreach (string fault in opened.Faults)
                {
                    logger.Error("metadata damaged", ("error", fault), ("path", path));
                }

                logger.Error(
                    "metadata damaged: THE LAST COMMIT IS LOST, the state before it is whole and used from now on",
                    ("damaged_copy", opened.DamagedCopy),
                    ("path", path));
                return null;
            default:
                foreach (string fault in opened.Faults)
                {
                    logger.Error("metadata damaged", ("error", fault), ("path", path));
                }

                string command = Command(path, daemonRoot);
                logger.Error("metadata damaged: opened read-only, nothing can be changed", ("path", path), ("restore", command));
                return $"{path} is damaged and open read-only ({opened.Faults[0]}); stop the daemon, then run: {command}";
        }
    }

    /// <summary>The command that restores the newest backup beside the file.</summary>
    public static string Command(string path, string? daemonRoot = null)
    {
        string directory = Path.GetDirectoryName(path)!;
        string? newest = Directory.EnumerateFiles(directory, $"{Path.GetFileName(path)}.*{BackupSuffix}").MaxBy(File.GetLastWriteTimeUtc);
        return $"pluginhost metadata restore --root {daemonRoot ?? Path.GetDirectoryName(directory)} {newest ?? "BACKUP"}";
    }
}
