using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Plugins.Native;

/// <summary>Copies what is in a regular file to a new one.</summary>
internal static class FileContent
{
    /// <exception cref="LinuxException">The file can't be read or written.</exception>
    public static void Copy(FilePlace from, FilePlace to, long size, CancellationToken cancellationToken)
    {
        using SafeFileDescriptor source = LibC.OpenAt(
            from.Directory, from.Name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK);
        using SafeFileDescriptor target = LibC.OpenAt(
            to.Directory, to.Name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, FileModes.Octal0600);
        FileCopy.Copy(source, target, size, cancellationToken);
    }
}
