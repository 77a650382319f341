using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Mounts;

namespace PluginHost.Conformance.Support;

/// <summary>A snapshot that is mounted; unmounted when disposed.</summary>
public sealed class MountedTree : IAsyncDisposable
{
    private readonly IReadOnlyList<MountEntry> _entries;
    private bool _disposed;

    private MountedTree(string path, IReadOnlyList<MountEntry> entries)
    {
        Path = path;
        _entries = entries;
    }

    /// <summary>The mount point.</summary>
    public string Path { get; }

    /// <summary>Mounts on a new directory below <paramref name="parent"/>.</summary>
    public static MountedTree Mount(IReadOnlyList<Mount> mounts, string parent)
    {
        string path = System.IO.Path.Join(parent, $"m{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        IReadOnlyList<MountEntry> entries = [.. mounts.Select(mount => new MountEntry(mount.Type, mount.Source, mount.Target, mount.Options))];
        if (MountActivation.IsNeeded(entries))
        {
            entries = MountActivation.Activate(entries, PartsOf(path));
        }

        Linux.Mounting.Mounts.MountAll(entries, path);

        return new MountedTree(path, entries);
    }

    /// <summary>A path in the tree.</summary>
    public string At(string path) => System.IO.Path.Join(Path, path);

    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await Unmounts.ReverseAsync(_entries, Path, UmountFlags.None, CancellationToken.None);
            await MountActivation.DeactivateAsync(PartsOf(Path), CancellationToken.None);
            Directory.Delete(Path);
        }
    }

    // Where the mounts are that this one is made of.
    private static string PartsOf(string path) => $"{path}.p";
}
