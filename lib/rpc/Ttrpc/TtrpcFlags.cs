namespace PluginHost.Rpc.Ttrpc;

/// <summary>How the stream goes on after a frame; zero on unary calls.</summary>
[Flags]
internal enum TtrpcFlags : byte
{
    None = 0,

    /// <summary>The sender sends no more data on this stream.</summary>
    RemoteClosed = 1,

    /// <summary>The sender will send data on this stream.</summary>
    RemoteOpen = 2,

    /// <summary>The frame has no message; without this flag a frame of length zero is an empty message.</summary>
    NoData = 4,
}
