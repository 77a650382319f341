using PluginHost.Linux;

namespace PluginHost.Host.Plugins;

/// <summary>
/// Whether a file or directory may hold code that the daemon runs: nobody but its owner can write it, and the owner is root, the daemon's
/// own user, or the owner of the daemon's program, who can change the daemon itself.
/// </summary>
internal sealed class FileTrust(IReadOnlyCollection<uint> owners)
{
    private const uint WritableByOthers = 0x12; // 0022

    /// <summary>The owners to trust when the daemon's program lies in a directory.</summary>
    public static FileTrust ForProgramIn(string directory)
        => new(new HashSet<uint> { 0, LibC.GetEffectiveUid(), LibC.Stat(directory).Uid });

    /// <summary>What is wrong with a path, links followed; null when it can be trusted.</summary>
    /// <exception cref="LinuxException">The path can't be looked at.</exception>
    public string? Fault(string path)
    {
        FileStatus status = LibC.Stat(path);
        if (!owners.Contains(status.Uid))
        {
            return $"{path} belongs to uid {status.Uid}: whoever owns plugin files runs code as the daemon; chown it to root";
        }

        return (status.Mode & WritableByOthers) != 0
            ? $"{path} can be written by others than its owner (mode {Convert.ToString(status.Permissions, 8).PadLeft(4, '0')}): "
                + $"run chmod go-w {path}"
            : null;
    }
}
