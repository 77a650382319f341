using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Plugins.Blockfile;

/// <summary>Copies images on a thread of its own: they are large.</summary>
internal static class ImageCopy
{
    private const OpenFlags New = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;

    /// <summary>Makes a durable copy under a name that is free.</summary>
    /// <exception cref="LinuxException">A file can't be read or written.</exception>
    public static Task MakeAsync(string source, string target, CancellationToken cancellationToken)
        => Task.Factory.StartNew(
            () => Make(source, target, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Make(string source, string target, CancellationToken cancellationToken)
    {
        using SafeFileDescriptor from = LibC.Open(source, OpenFlags.O_RDONLY);
        using SafeFileDescriptor to = LibC.Open(target, New, FileModes.Octal0644);
        FileCopy.Copy(from, to, LibC.Stat(source).Size, cancellationToken);
        LibC.Fsync(to);
    }
}
