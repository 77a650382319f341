using PluginHost.Linux;
using PluginHost.Linux.Files;
using PluginHost.Linux.Mounting;

namespace PluginHost.Testing;

/// <summary>A directory of one test; mounts below it are detached and everything is removed at the end.</summary>
public sealed class ScratchDirectory : IDisposable
{
    /// <summary>A new directory directly under /tmp, where socket paths stay short.</summary>
    public ScratchDirectory()
        : this(Directory.CreateTempSubdirectory("ph-").FullName)
    {
    }

    /// <summary>The given directory, emptied.</summary>
    public ScratchDirectory(string path)
    {
        Path = path;
        Dispose();
        Directory.CreateDirectory(path);
    }

    public string Path { get; }

    /// <summary>Mount points at or below it, deepest first.</summary>
    public IReadOnlyList<string> Mounts()
        => [.. MountTable.Read().Select(mount => mount.MountPoint).Where(point => MountTable.Contains(Path, point)).Reverse()];

    /// <summary>A path in it.</summary>
    public string At(string name) => System.IO.Path.Join(Path, name);

    public void Dispose()
    {
        foreach (string point in Mounts())
        {
            LibC.Umount2(point, UmountFlags.MNT_DETACH);
        }

        if (Directory.Exists(Path))
        {
            // Not by the framework, which does not find names that are no UTF-8.
            TreeRemoval.Remove(Path, CancellationToken.None);
        }
    }
}
