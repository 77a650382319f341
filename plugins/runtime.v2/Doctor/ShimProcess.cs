using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>
/// A shim that works in a bundle below a directory. That, in the mount namespace of the caller, proves whose it is: an address may have
/// been used by several daemons.
/// </summary>
/// <param name="Pid">Process id.</param>
/// <param name="Namespace">Of the bundle in which it was started.</param>
/// <param name="Id">Of that bundle.</param>
/// <param name="IsBundleGone">The bundle was removed under it.</param>
/// <param name="Started">When it began.</param>
internal sealed record ShimProcess(int Pid, string Namespace, string Id, bool IsBundleGone, DateTimeOffset Started)
{
    private const string Deleted = " (deleted)";
    private const string NamePrefix = "containerd-shim";

    // Short commands that run in a bundle as well.
    private static readonly string[] Commands = ["start", "delete"];

    /// <summary>All of them; those that end while they are looked at are left out.</summary>
    public static IReadOnlyList<ShimProcess> Find(string directory)
    {
        string? own = LinkOf("/proc/self/ns/mnt");
        return
        [
            .. from process in Directory.EnumerateDirectories("/proc")
               where int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out _)
               let shim = TryRead(process, directory, own)
               where shim is not null
               select shim,
        ];
    }

    /// <summary>Descriptors of all processes that lead to a path of <paramref name="paths"/>: the path, and who has it open.</summary>
    public static ILookup<string, int> OpenedBy(IReadOnlySet<string> paths)
        => (from process in Directory.EnumerateDirectories("/proc")
            let name = Path.GetFileName(process)
            where int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            from file in Descriptors(process)
            where paths.Contains(file)
            select (file, Pid: int.Parse(name, CultureInfo.InvariantCulture))).ToLookup(open => open.file, open => open.Pid);

    private static ShimProcess? TryRead(string process, string directory, string? mountNamespace)
    {
        try
        {
            string[] arguments = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Join(process, "cmdline"))).TrimEnd('\0').Split('\0');
            string cwd = LinkOf(Path.Join(process, "cwd")) ?? "";
            bool isGone = cwd.EndsWith(Deleted, StringComparison.Ordinal);
            string[] parts = Path.GetRelativePath(directory, isGone ? cwd[..^Deleted.Length] : cwd).Split('/');
            return Path.GetFileName(arguments[0]).StartsWith(NamePrefix, StringComparison.Ordinal)
                && !Commands.Contains(arguments[^1])
                && cwd.StartsWith(directory + "/", StringComparison.Ordinal)
                && parts.Length == 2
                && LinkOf(Path.Join(process, "ns", "mnt")) == mountNamespace
                ? Make(int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture), parts, isGone)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            // It has ended.
            return null;
        }
    }

    private static ShimProcess Make(int pid, string[] bundle, bool isGone)
    {
        using Process process = Process.GetProcessById(pid);
        return new ShimProcess(pid, bundle[0], bundle[1].TrimStart('.'), isGone, process.StartTime.ToUniversalTime());
    }

    private static IReadOnlyList<string> Descriptors(string process)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Path.Join(process, "fd")).Select(LinkOf).OfType<string>()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return [];
        }
    }

    private static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process has ended.
            return null;
        }
    }
}
