using System.Text.Json;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>What runc remembers of a container: its bundle tells whose it is.</summary>
/// <param name="Root">runc's <c>--root</c>, which has one directory for each container.</param>
/// <param name="ContainerId">Its id there.</param>
/// <param name="Bundle">The bundle it was made from.</param>
/// <param name="Cgroups">Its directories in the hierarchies.</param>
internal sealed record RuncRecord(string Root, string ContainerId, string Bundle, IReadOnlyList<string> Cgroups)
{
    private const string BundleLabel = "bundle=";
    private const string StateFile = "state.json";

    public string StatePath => Path.Combine(Root, ContainerId, StateFile);

    /// <summary>How many processes run in it.</summary>
    public int Processes() => Cgroups.Select(CountProcesses).DefaultIfEmpty(0).Max();

    /// <summary>All containers under the roots of all namespaces in a directory that were made from bundles below another.</summary>
    public static IReadOnlyList<RuncRecord> Find(string directory, string bundles)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        return
        [
            .. from root in Directory.EnumerateDirectories(directory)
               from container in Directory.EnumerateDirectories(root)
               let record = TryRead(root, Path.GetFileName(container))
               where record is not null && record.Bundle.StartsWith(bundles + "/", StringComparison.Ordinal)
               select record,
        ];
    }

    private static int CountProcesses(string group)
    {
        try
        {
            return File.ReadLines(Path.Combine(group, "cgroup.procs")).Count();
        }
        catch (IOException)
        {
            // The group is gone, and with it all processes.
            return 0;
        }
    }

    /// <summary>Null when it is gone or can't be understood: then it is not proved whose it is.</summary>
    public static RuncRecord? TryRead(string root, string id)
    {
        try
        {
            using JsonDocument state = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, id, StateFile)));
            string? bundle = state.RootElement.GetProperty("config").GetProperty("labels").EnumerateArray()
                .Select(label => label.GetString() ?? "")
                .FirstOrDefault(label => label.StartsWith(BundleLabel, StringComparison.Ordinal));
            return bundle is null ? null : new RuncRecord(
                root,
                id,
                bundle[BundleLabel.Length..],
                [.. state.RootElement.GetProperty("cgroup_paths").EnumerateObject().Select(path => path.Value.GetString() ?? "").Distinct()]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
