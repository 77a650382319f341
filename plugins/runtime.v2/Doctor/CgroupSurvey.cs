using System.Text.Json;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>
/// Control groups of containers whose task is gone: those that runc's record names, and, where the record is gone, those that the bundle's
/// specification names, if no process is in them.
/// </summary>
internal sealed class CgroupSurvey(Node node)
{
    private const string Mountpoint = "/sys/fs/cgroup";
    private const string ProcessesFile = "cgroup.procs";

    public IEnumerable<Leak> Find()
    {
        foreach (RuncRecord record in node.Records)
        {
            if (node.Directories.NameOf(record.Bundle) is ({ } space, { } id) && !node.IsOwned(space, id) && !node.IsRecent(record.StatePath)
                && record.Cgroups.Where(Directory.Exists).ToList() is { Count: > 0 } groups)
            {
                yield return Of(groups, "of a container that no task owns");
            }
        }

        foreach (BundleProbe probe in node.Bundles)
        {
            if (!node.IsOwned(probe.Bundle.Namespace, probe.Bundle.Id)
                && node.Records.All(record => record.Bundle != probe.Bundle.Path)
                && !File.Exists($"{Node.RuncRoot}/{probe.Bundle.Namespace}/{probe.Bundle.Id}/state.json")
                && PathIn(probe.Bundle) is { } path
                && Hierarchies().Select(hierarchy => hierarchy + path).Where(Directory.Exists).ToList() is { Count: > 0 } groups
                && groups.All(IsEmpty))
            {
                yield return Of(groups, "of a container that is gone, and empty");
            }
        }
    }

    private static Leak Of(List<string> groups, string reason) => new(
        LeakKind.Cgroup,
        groups.Count == 1 ? groups[0] : $"{groups[0]} and the same in {groups.Count - 1} more hierarchies",
        reason,
        async token =>
        {
            foreach (string group in groups)
            {
                await LeakRemoval.RemoveCgroupAsync(group, token);
            }
        });

    private static IEnumerable<string> Hierarchies()
        => File.Exists(Path.Join(Mountpoint, ProcessesFile)) ? [Mountpoint] : Directory.EnumerateDirectories(Mountpoint);

    private static bool IsEmpty(string group)
        => Directory.EnumerateDirectories(group, "*", SearchOption.AllDirectories).Prepend(group)
            .All(directory => File.ReadAllText(Path.Join(directory, ProcessesFile)).Length == 0);

    // As cgroupfs has it; what systemd makes, systemd removes. A path above all containers is nobody's.
    private static string? PathIn(Bundle bundle)
    {
        try
        {
            using JsonDocument spec = JsonDocument.Parse(File.ReadAllBytes(bundle.Combine("config.json")));
            string path = spec.RootElement.GetProperty("linux").GetProperty("cgroupsPath").GetString() ?? "";
            string full = Path.GetFullPath("/" + path);
            return path.Contains(':', StringComparison.Ordinal) || full.Count(character => character == '/') < 2 ? null : full;
        }
        catch (Exception error) when (error is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // It names none.
            return null;
        }
    }
}
