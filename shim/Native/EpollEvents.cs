namespace PluginHost.Shim.Native;

/// <summary>What epoll(7) reports.</summary>
[Flags]
internal enum EpollEvents : uint
{
    None = 0,
    EPOLLIN = 0x1,
    EPOLLPRI = 0x2,
    EPOLLOUT = 0x4,
    EPOLLERR = 0x8,
    EPOLLHUP = 0x10,
    EPOLLRDHUP = 0x2000,
    EPOLLET = 0x80000000,
}
