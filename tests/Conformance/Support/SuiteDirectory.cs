using PluginHost.Linux;
using PluginHost.Linux.Files;
using PluginHost.Linux.Mounting;

namespace PluginHost.Conformance.Support;

/// <summary>A directory of one test; what is mounted in it is unmounted, and it is removed.</summary>
public sealed class SuiteDirectory
{
    /// <summary>A new directory.</summary>
    public SuiteDirectory()
    {
        Directory.CreateDirectory(At("root"));
        Directory.CreateDirectory(At("scratch"));
    }

    public string Path { get; } = System.IO.Path.Join(System.IO.Path.GetTempPath(), $"conformance-{Guid.NewGuid():N}");

    /// <summary>For what is under test.</summary>
    public string Root => At("root");

    /// <summary>For what the test itself needs.</summary>
    public string Scratch => At("scratch");

    /// <summary>Mounts of this directory, or on it, wherever they are.</summary>
    public IReadOnlyList<string> Mounts()
    {
        string name = System.IO.Path.GetFileName(Path);

        return [.. MountTable.Read()
            .Where(mount => $"{mount.Root} {mount.MountPoint} {mount.Source} {mount.SuperOptions}".Contains(name, StringComparison.Ordinal))
            .Select(mount => mount.MountPoint)];
    }

    /// <summary>At the end of the test.</summary>
    public async ValueTask RemoveAsync()
    {
        await Unmounts.RecursiveAsync(Path, UmountFlags.None, CancellationToken.None);
        TreeRemoval.Remove(Path, CancellationToken.None);
    }

    private string At(string name) => System.IO.Path.Join(Path, name);
}
