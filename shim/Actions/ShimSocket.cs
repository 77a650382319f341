using System.Text;
using PluginHost.Linux;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Actions;

/// <summary>The socket of a shim, whose name every shim of a group derives alike.</summary>
internal static class ShimSocket
{
    /// <summary>Where sockets are unless the daemon says otherwise.</summary>
    public const string DefaultDirectory = "/run/containerd/s";

    // sun_path as shims in Go take it.
    private const int MaxPath = 106;

    /// <summary>The path: the hash of <c>address/namespace/group</c>.</summary>
    public static string PathOf(string directory, string address, string @namespace, string group)
        => Path.Join(directory, Sha256.Hex(Encoding.UTF8.GetBytes($"{address}/{@namespace}/{group}")));

    /// <summary>A listening socket; null if somebody listens there already.</summary>
    /// <exception cref="LinuxException">It can't be made.</exception>
    public static SafeFileDescriptor? Listen(string path)
    {
        if (path.Length > MaxPath)
        {
            throw new LinuxException(Errno.ENAMETOOLONG, "unix socket path too long (> 106)", path);
        }

        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        SafeFileDescriptor socket = Kernel.UnixSocket();
        byte[] address = UnixAddress.OfPath(path);
        int errno = Kernel.TryBind(socket, address);
        if (errno == Errno.EADDRINUSE)
        {
            if (Answers(address))
            {
                socket.Dispose();

                return null;
            }

            // Left behind by a shim that was killed.
            File.Delete(path);
            errno = Kernel.TryBind(socket, address);
        }

        LinuxException.ThrowIf(errno, "bind", path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Kernel.Listen(socket);

        return socket;
    }

    /// <summary>Removes a socket that nobody listens on any more.</summary>
    public static void RemoveDead(string path)
    {
        if (File.Exists(path) && !Answers(UnixAddress.OfPath(path)))
        {
            File.Delete(path);
        }
    }

    private static bool Answers(byte[] address)
    {
        using SafeFileDescriptor probe = Kernel.UnixSocket();

        // A full queue is an answer, too.
        return Kernel.TryConnect(probe, address) is 0 or Errno.EAGAIN;
    }
}
