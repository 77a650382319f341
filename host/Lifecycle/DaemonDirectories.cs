using PluginHost.Host.Configuration;
using PluginHost.Linux;

namespace PluginHost.Host.Lifecycle;

/// <summary>The directories of the daemon itself; those of plugins are made by the plugins.</summary>
internal static class DaemonDirectories
{
    public const string TempMounts = "tmpmounts";

    private const uint ProcessMask = 0x12; // 0022
    private const string TempVariable = "TMPDIR";

    /// <summary>Sets the process's umask and creates what is missing.</summary>
    /// <exception cref="StartException">A directory can't be made or written to.</exception>
    public static void Create(HostConfig config)
    {
        LibC.Umask(ProcessMask);
        Make("root", config.Root, FileModes.Octal0700);
        Make("state", config.State, FileModes.Octal0711);
        string tempMounts = Path.Combine(config.Root, TempMounts);
        Make("root", tempMounts, FileModes.Octal0700);
        CheckWritable("root", tempMounts);
        CheckWritable("state", config.State);
        if (config.Temp.Length > 0)
        {
            Make("temp", config.Temp, FileModes.Octal0700);
            Environment.SetEnvironmentVariable(TempVariable, config.Temp);
        }
    }

    private static void Make(string key, string path, uint mode)
    {
        try
        {
            Directory.CreateDirectory(path, (UnixFileMode)mode);
            int errno = LibC.TryFchmodAt(SafeFileDescriptor.CurrentDirectory, path, mode);
            // A directory that somebody else owns and that can be written is good enough.
            LinuxException.ThrowIf(errno == Errno.EPERM ? 0 : errno, "chmod", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(key, path, error is UnauthorizedAccessException ? "permission denied" : error.Message, error);
        }
    }

    private static void CheckWritable(string key, string path)
    {
        string probe = Path.Combine(path, $".writable.{Environment.ProcessId}");
        try
        {
            LibC.MkdirAt(SafeFileDescriptor.CurrentDirectory, probe, FileModes.Octal0700);
            LibC.UnlinkAt(SafeFileDescriptor.CurrentDirectory, probe, AtFlags.AT_REMOVEDIR);
        }
        catch (LinuxException error)
        {
            throw Unusable(key, path, LinuxException.TextOf(error.Errno), error);
        }
    }

    private static StartException Unusable(string key, string path, string reason, Exception error)
    {
        string advice = LibC.GetEffectiveUid() == 0
            ? ""
            : "; run the daemon as root, or give it directories of its own with --root and --state";
        return new StartException($"the {key} directory can not be used: {path}: {reason}{advice}", error);
    }
}
