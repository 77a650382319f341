using PluginHost.Errors;
using PluginHost.Snapshots;

namespace Acme.Snapshotter;

/// <summary>The directories with the files of the snapshots. A name is used once; what no snapshot names is removed at the next start.</summary>
internal sealed class SnapshotDirectories(string root)
{
    // 0755: what is mounted is a root file system, for all. Nobody else gets here otherwise, see the root of the snapshotter.
    private const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public string PathOf(string name) => Path.Join(root, name);

    /// <summary>Makes the root, and removes what a daemon that was killed left behind.</summary>
    public void Prepare(IEnumerable<string> used)
    {
        Directory.CreateDirectory(root);
        foreach (string name in Directory.GetDirectories(root).Select(path => Path.GetFileName(path)!).Except(used))
        {
            Remove(name);
        }
    }

    /// <summary>A name that no directory ever had.</summary>
    public static string NewName() => Guid.CreateVersion7().ToString("N");

    /// <summary>Makes a directory: empty, or a full copy of another.</summary>
    public async Task CreateAsync(string name, string? original, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(PathOf(name));

        // The mode of a new directory is less the bits of the umask.
        File.SetUnixFileMode(PathOf(name), Open);
        if (original is not null)
        {
            // Owners, modes, times, links and extended attributes as well; the dot copies what is in the directory, and its own mode.
            await ExternalCommand.RunAsync("cp", ["-a", Path.Join(PathOf(original), "."), PathOf(name)], cancellationToken);
        }
    }

    /// <summary>The inodes and the bytes on disk of a directory.</summary>
    public async Task<SnapshotUsage> MeasureAsync(string name, CancellationToken cancellationToken)
        => new(await AskDuAsync("--inodes", name, cancellationToken), await AskDuAsync("--block-size=1", name, cancellationToken));

    /// <summary>Removes a directory, if it is there.</summary>
    public void Remove(string name)
    {
        if (Directory.Exists(PathOf(name)))
        {
            Directory.Delete(PathOf(name), recursive: true);
        }
    }

    private async Task<long> AskDuAsync(string what, string name, CancellationToken cancellationToken)
    {
        string answer = await ExternalCommand.RunAsync("du", ["--summarize", "--one-file-system", what, PathOf(name)], cancellationToken);

        return long.TryParse(answer.Split('\t')[0], out long number)
            ? number
            : throw DaemonException.Of(ErrorKind.Internal, $"du {what} {PathOf(name)} answered \"{answer.Trim()}\" instead of a number");
    }
}
