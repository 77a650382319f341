using System.Net;
using System.Net.Sockets;
using System.Text;
using PluginHost.Errors;
using PluginHost.Linux;

namespace PluginHost.Rpc.Server;

/// <summary>
/// A unix socket, mode 0660. A missing parent directory is made; a socket file that nobody serves is replaced, one that somebody serves is not.
/// </summary>
/// <param name="Path">Absolute path, at most 104 bytes.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
public sealed record UnixEndpoint(string Path, uint Uid, uint Gid) : GrpcEndpoint
{
    private const int LongestPath = 104;

    private const int Backlog = 512;

    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>Path and address.</summary>
    /// <exception cref="DaemonException">InvalidArgument: the path is too long.</exception>
    internal override EndPoint Address => Encoding.UTF8.GetByteCount(Path) <= LongestPath
        ? new UnixDomainSocketEndPoint(Path)
        : throw new DaemonException(ErrorKind.InvalidArgument, $"\"{Path}\": unix socket path too long (> {LongestPath})");

    /// <summary>Binds the socket and listens: from here on clients are queued until the server accepts them.</summary>
    /// <exception cref="DaemonException">InvalidArgument: the path is too long. AlreadyExists: another process serves it. Unavailable: bind(2) or listen(2) failed.</exception>
    internal override Socket Bind()
    {
        EndPoint address = Address;
        MakeDirectory();
        RemoveStale();
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A client that sees the file must find somebody listening: between the two calls it would be refused, and clients do not try that again.
            socket.Bind(address);
            socket.Listen(Backlog);
            File.SetUnixFileMode(Path, SocketMode);
            ChangeOwner(Path);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw DaemonException.Of(ErrorKind.Unavailable, $"listen on {Path}: {error.Message}", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void MakeDirectory()
    {
        string? directory = System.IO.Path.GetDirectoryName(Path);
        if (!string.IsNullOrEmpty(directory) && !Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory, DirectoryMode);
            ChangeOwner(directory);
        }
    }

    private void RemoveStale()
    {
        if (!File.Exists(Path))
        {
            return;
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(Address);
        }
        catch (SocketException)
        {
            File.Delete(Path);
            return;
        }

        throw DaemonException.AlreadyExists($"another process serves the socket {Path}; stop it or choose another address");
    }

    private void ChangeOwner(string path)
        => LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, path, Uid, Gid, AtFlags.AT_SYMLINK_NOFOLLOW);
}
