using PluginHost.Linux.Files;
using PluginHost.Linux.Mounting;

namespace Linux.Tests.Support;

/// <summary>A directory of one test; mounts below it are detached and everything is removed at the end.</summary>
public sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("linux-tests-").FullName;

    public string At(string name) => System.IO.Path.Join(Path, name);

    public string MakeDirectory(string name) => Directory.CreateDirectory(At(name)).FullName;

    public string MakeFile(string name, string content = "")
    {
        File.WriteAllText(At(name), content);

        return At(name);
    }

    public void Dispose()
    {
        foreach (MountInfo mount in MountTable.Read().Reverse().Where(mount => MountTable.Contains(Path, mount.MountPoint)))
        {
            LibC.Umount2(mount.MountPoint, UmountFlags.MNT_DETACH);
        }

        TreeRemoval.Remove(Path, CancellationToken.None);
    }
}
