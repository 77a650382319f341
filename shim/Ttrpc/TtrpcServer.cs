using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Ttrpc;

/// <summary>Accepts clients that run as the same user and group.</summary>
internal sealed class TtrpcServer : IDisposable
{
    private readonly EventLoop _loop;
    private readonly SafeFileDescriptor _listener;
    private readonly Func<TtrpcRequest, Task<byte[]>> _handler;
    private readonly HashSet<TtrpcServerConnection> _connections = [];
    private readonly uint _uid = LibC.GetEffectiveUid();
    private readonly uint _gid = LibC.GetEffectiveGid();

    public TtrpcServer(EventLoop loop, SafeFileDescriptor listener, Func<TtrpcRequest, Task<byte[]>> handler)
    {
        _loop = loop;
        _listener = listener;
        _handler = handler;
        LibC.SetNonBlocking(listener, true);
        _loop.Watch(listener, EpollEvents.EPOLLIN, _ => Accept());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Unwatch(_listener);
        _listener.Dispose();
        foreach (TtrpcServerConnection connection in _connections.ToArray())
        {
            connection.Close();
        }
    }

    private void Accept()
    {
        while (Kernel.TryAccept(_listener, out SafeFileDescriptor socket) == 0)
        {
            if (Kernel.TryGetPeer(socket, out PeerCredentials peer) != 0 || peer.Uid != _uid || peer.Gid != _gid)
            {
                socket.Dispose();
                continue;
            }

            _connections.Add(new TtrpcServerConnection(_loop, socket, _handler, connection => _connections.Remove(connection)));
        }
    }
}
