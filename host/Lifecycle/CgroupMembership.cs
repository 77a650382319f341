using System.Globalization;

namespace PluginHost.Host.Lifecycle;

/// <summary>Puts the daemon into the control group of <c>cgroup.path</c> (cgroups(7)).</summary>
internal static class CgroupMembership
{
    private const string ProcessFile = "cgroup.procs";

    /// <param name="path">Of the group, from the root of the hierarchy; empty: the daemon stays where it is.</param>
    /// <param name="mountPoint">Where the hierarchies are mounted.</param>
    /// <exception cref="StartException">The group can't be joined.</exception>
    public static void Join(string path, string mountPoint)
    {
        if (path.Length == 0)
        {
            return;
        }

        try
        {
            bool isUnified = File.Exists(Path.Combine(mountPoint, "cgroup.controllers"));
            foreach (string hierarchy in isUnified ? [mountPoint] : Directory.GetDirectories(mountPoint))
            {
                string group = Path.Combine(hierarchy, path.TrimStart('/'));
                if (!isUnified)
                {
                    Directory.CreateDirectory(group);
                }

                File.WriteAllText(Path.Combine(group, ProcessFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"failed to join the cgroup {path} (key cgroup.path): {error.Message}", error);
        }
    }
}
