using System.Globalization;
using System.Text;

namespace PluginHost.Testing.Daemons;

/// <summary>A process as /proc shows it.</summary>
/// <param name="Id">Process id.</param>
/// <param name="ParentId">Process id of its parent.</param>
/// <param name="CommandLine">Arguments; empty for a kernel thread or a zombie.</param>
public sealed record RunningProcess(int Id, int ParentId, IReadOnlyList<string> CommandLine)
{
    /// <summary>All processes of the machine; those that end while being read are left out.</summary>
    public static IReadOnlyList<RunningProcess> All()
        => [.. System.IO.Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => TryRead(int.Parse(name!, CultureInfo.InvariantCulture))).OfType<RunningProcess>()];

    /// <summary>The processes and all their descendants.</summary>
    public static IReadOnlyList<RunningProcess> WithDescendants(IEnumerable<RunningProcess> processes)
    {
        IReadOnlyList<RunningProcess> all = All();
        List<RunningProcess> found = [.. processes];
        for (int index = 0; index < found.Count; index++)
        {
            RunningProcess parent = found[index];
            found.AddRange(all.Where(process => process.ParentId == parent.Id && found.TrueForAll(known => known.Id != process.Id)));
        }

        return found;
    }

    private static RunningProcess? TryRead(int id)
    {
        try
        {
            string[] arguments = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline")).TrimEnd('\0').Split('\0');
            string stat = File.ReadAllText($"/proc/{id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

            return new RunningProcess(id, int.Parse(fields[1], CultureInfo.InvariantCulture), arguments);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
