namespace PluginHost.Rpc.Ttrpc;

/// <summary>A method that a TTRPC server answers.</summary>
internal abstract class TtrpcServerMethod
{
    /// <summary>Makes the call of a request; reads the first message from the payload, which is gone afterwards.</summary>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The payload is no request of this method.</exception>
    public abstract TtrpcServerCall Open(TtrpcServerConnection connection, TtrpcFrameHeader header, TtrpcRequest request);
}
