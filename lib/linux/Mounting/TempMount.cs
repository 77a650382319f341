using System.Security.Cryptography;

namespace PluginHost.Linux.Mounting;

/// <summary>Mounts that last as long as one piece of work (containerd core/mount/temp.go).</summary>
public static class TempMount
{
    /// <summary>The key of <see cref="Exception.Data"/> under which an error of the clean-up is kept when the work failed already.</summary>
    public const string CleanupErrorKey = "TempMount.Cleanup";

    /// <summary>
    /// Mounts the entries, without <c>volatile</c>, on a new directory <c>containerd-mount*</c>, runs the work there, takes the mounts away
    /// and removes the directory, never what is in it.
    /// </summary>
    /// <param name="mounts">The entries; none at all is fine, the directory is then empty.</param>
    /// <param name="root">Where the directory is made; created (0700) if it is missing.</param>
    /// <param name="work">Gets the directory.</param>
    /// <param name="cancellationToken">For the work; the clean-up is not cancelled.</param>
    /// <exception cref="MountException">The entries can't be mounted.</exception>
    /// <exception cref="IOException">The mounts or the directory can't be taken away.</exception>
    public static async Task<T> WithAsync<T>(
        IReadOnlyList<MountEntry> mounts, string root, Func<string, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        IReadOnlyList<MountEntry> entries = MountConversions.WithoutVolatile(mounts);
        string directory = Create(root);
        T result;
        try
        {
            Mounts.MountAll(entries, directory);
            result = await work(directory, cancellationToken);
        }
        catch (Exception failure)
        {
            try
            {
                await CleanUpAsync(entries, directory);
            }
            catch (IOException cleanup)
            {
                failure.Data[CleanupErrorKey] = cleanup;
            }

            throw;
        }

        await CleanUpAsync(entries, directory);

        return result;
    }

    /// <summary>As the other, for work without a result.</summary>
    /// <exception cref="MountException">The entries can't be mounted.</exception>
    /// <exception cref="IOException">The mounts or the directory can't be taken away.</exception>
    public static Task WithAsync(
        IReadOnlyList<MountEntry> mounts, string root, Func<string, CancellationToken, Task> work, CancellationToken cancellationToken)
        => WithAsync(
            mounts,
            root,
            async (directory, token) =>
            {
                await work(directory, token);
                return true;
            },
            cancellationToken);

    private static string Create(string root)
    {
        if (Path.GetDirectoryName(root) is { Length: > 0 } parent)
        {
            Directory.CreateDirectory(parent);
        }

        int errno = LibC.TryMkdirAt(SafeFileDescriptor.CurrentDirectory, root, FileModes.Octal0700);
        LinuxException.ThrowIf(errno == Errno.EEXIST ? 0 : errno, "mkdir", root);
        string directory = Path.Join(root, $"containerd-mount{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        LibC.MkdirAt(SafeFileDescriptor.CurrentDirectory, directory, FileModes.Octal0700);

        return directory;
    }

    private static async Task CleanUpAsync(IReadOnlyList<MountEntry> mounts, string directory)
    {
        await Unmounts.ReverseAsync(mounts, directory, UmountFlags.None, CancellationToken.None);
        LibC.UnlinkAt(SafeFileDescriptor.CurrentDirectory, directory, AtFlags.AT_REMOVEDIR);
    }
}
