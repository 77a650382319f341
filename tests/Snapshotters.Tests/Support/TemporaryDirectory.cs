using PluginHost.Linux;
using PluginHost.Linux.Mounting;

namespace Snapshotters.Tests.Support;

/// <summary>A directory of one test, removed with all mounts below it.</summary>
internal sealed class TemporaryDirectory
{
    public TemporaryDirectory() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Join(System.IO.Path.GetTempPath(), $"snapshotters-{Guid.NewGuid():N}");

    public string At(string name) => System.IO.Path.Join(Path, name);

    public async ValueTask DisposeAsync()
    {
        await Unmounts.RecursiveAsync(Path, UmountFlags.None, CancellationToken.None);
        PluginHost.SnapshotStore.Directories.TreeRemoval.Remove(Path, CancellationToken.None);
    }
}
