namespace PluginHost.Linux.Mounting;

/// <summary>A mount that could not be made.</summary>
public sealed class MountException : IOException
{
    private MountException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The error number if a system call failed, else 0.</summary>
    public int Errno => InnerException is LinuxException linux ? linux.Errno : 0;

    /// <summary>Says which mount failed, and where.</summary>
    internal static MountException Of(MountEntry mount, string target, Exception cause)
    {
        string options = string.Join(',', mount.Options);
        string at = mount.Target.Length == 0 ? target : Path.Join(target, mount.Target);

        return new MountException($"mount source: \"{mount.Source}\", target: \"{at}\", fstype: {mount.Type}, options: \"{options}\": {cause.Message}", cause);
    }
}
