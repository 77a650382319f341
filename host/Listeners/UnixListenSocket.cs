using System.Globalization;
using System.Net.Sockets;
using System.Text;
using PluginHost.Linux;

namespace PluginHost.Host.Listeners;

/// <summary>
/// Makes listening unix sockets with owner and mode (containerd pkg/sys/socket_unix.go). Unlike there a socket on which somebody listens,
/// and a file that is no socket, stay as they are.
/// </summary>
internal static class UnixListenSocket
{
    /// <summary>Fits the 108 bytes of the kernel's address, with room for <c>.ttrpc</c>.</summary>
    private const int MaxPathLength = 104;

    private const int Backlog = 512;
    private const uint DirectoryMode = 0x1F8; // 0770

    /// <param name="path">Where the socket appears; its directory is made if it is missing.</param>
    /// <param name="uid">Owner of the socket, and of a directory that is made.</param>
    /// <param name="gid">Their group.</param>
    /// <exception cref="StartException">The path can't be used.</exception>
    public static Socket Listen(string path, uint uid, uint gid)
    {
        Socket socket = Bind(path, uid, gid);
        socket.Listen(Backlog);
        return socket;
    }

    /// <summary>As <see cref="Listen"/>, for a server that makes the socket listen itself.</summary>
    public static Socket Bind(string path, uint uid, uint gid)
    {
        Prepare(path, uid, gid);
        try
        {
            return BindNew(path, uid, gid);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw Unusable(path, error);
        }
    }

    /// <summary>Makes room at a path: checks it, makes its directory, removes a socket on which nobody listens.</summary>
    public static void Prepare(string path, uint uid, uint gid)
    {
        if (PathFault(path) is string fault)
        {
            throw new StartException(fault);
        }

        try
        {
            MakeDirectory(path, uid, gid);
            RemoveStale(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SocketException)
        {
            throw Unusable(path, error);
        }
    }

    /// <summary>Why a path can't be a socket's, or null.</summary>
    public static string? PathFault(string path) => Encoding.UTF8.GetByteCount(path) > MaxPathLength
        ? $"\"{path}\": unix socket path too long (> {MaxPathLength})"
        : null;

    /// <summary>Takes the socket's name away. What another process has put there meanwhile is its own affair, and goes too.</summary>
    public static void Remove(string path)
    {
        int errno = LibC.TryUnlinkAt(SafeFileDescriptor.CurrentDirectory, path, AtFlags.None);
        LinuxException.ThrowIf(errno == Errno.ENOENT ? 0 : errno, "unlink", path);
    }

    private static StartException Unusable(string path, Exception error) => new($"listen unix {path}: {error.Message}", error);

    private static void MakeDirectory(string path, uint uid, uint gid)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, (UnixFileMode)DirectoryMode);
            LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, directory, uid, gid, AtFlags.None);
        }
    }

    private static void RemoveStale(string path)
    {
        int errno = LibC.TryStatx(SafeFileDescriptor.CurrentDirectory, path, AtFlags.AT_SYMLINK_NOFOLLOW, out FileStatus status);
        if (errno == Errno.ENOENT)
        {
            return;
        }

        LinuxException.ThrowIf(errno, "stat", path);
        if (status.Type != FileModes.S_IFSOCK)
        {
            throw new StartException($"listen unix {path}: there is a file that is no socket; remove it or choose another address");
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            Remove(path);
            return;
        }

        string owner = PeerCredentials.Of(probe).Pid.ToString(CultureInfo.InvariantCulture);
        throw new StartException($"listen unix {path}: pid {owner} listens on this address; stop it or choose another address");
    }

    private static Socket BindNew(string path, uint uid, uint gid)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // Linux gives the name the mode of the descriptor, less the umask: there is no moment in which everybody can connect.
            LibC.Fchmod(new SafeFileDescriptor((int)socket.Handle, ownsHandle: false), FileModes.Octal0600);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, path, uid, gid, AtFlags.AT_SYMLINK_NOFOLLOW);
            LibC.FchmodAt(SafeFileDescriptor.CurrentDirectory, path, FileModes.Octal0660);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
