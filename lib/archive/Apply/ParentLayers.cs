using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Archive.Apply;

/// <summary>
/// The layers below an upper directory. An overlay shows a directory of the upper layer with that one's attributes, so a parent that is
/// made there must look like the one it covers.
/// </summary>
internal sealed class ParentLayers : IDisposable
{
    private const string Trusted = "trusted.";

    private readonly List<SafeFileDescriptor> _layers = [];

    /// <summary>Opens the layers, the nearest first.</summary>
    /// <exception cref="LinuxException">One can't be opened.</exception>
    public static ParentLayers Open(IReadOnlyList<string> paths)
    {
        ParentLayers layers = new();
        try
        {
            foreach (string path in paths)
            {
                layers._layers.Add(LibC.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
            }
        }
        catch (LinuxException)
        {
            layers.Dispose();
            throw;
        }

        return layers;
    }

    /// <summary>
    /// Gives a new directory the owner, mode, attributes and times of the nearest layer's directory of that path. A layer that has
    /// something else there hides those below it.
    /// </summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void CopyAttributes(string path, SafeFileDescriptor directory)
    {
        foreach (SafeFileDescriptor layer in _layers)
        {
            int errno = LibC.TryOpenAt2(
                layer, path, OpenFlags.O_PATH, ResolveFlags.RESOLVE_IN_ROOT, 0, out SafeFileDescriptor source);
            if (errno == Errno.ENOENT)
            {
                continue;
            }

            LinuxException.ThrowIf(errno, "openat2", path);
            using (source)
            {
                FileStatus status = LibC.Fstat(source);
                if (status.IsDirectory)
                {
                    Copy(source, status, directory);
                }
            }

            return;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileDescriptor layer in _layers)
        {
            layer.Dispose();
        }
    }

    private static void Copy(SafeFileDescriptor source, in FileStatus status, SafeFileDescriptor directory)
    {
        string target = directory.ProcPath;
        LibC.FchownAt(directory, string.Empty, status.Uid, status.Gid, AtFlags.AT_EMPTY_PATH);
        LibC.FchmodAt(SafeFileDescriptor.CurrentDirectory, target, status.Permissions);
        foreach (string name in Xattr.List(source))
        {
            if (name.StartsWith(Trusted, StringComparison.Ordinal) || Xattr.Find(source, name) is not { } value)
            {
                continue;
            }

            int errno = LibC.TrySetXattr(target, name, value, XattrFlags.XATTR_CREATE);
            LinuxException.ThrowIf(errno is Errno.ENOTSUP or Errno.ENODATA or Errno.EEXIST ? 0 : errno, "setxattr", target);
        }

        LibC.UtimensAt(SafeFileDescriptor.CurrentDirectory, target, status.AccessTime, status.ModifyTime, AtFlags.None);
    }
}
