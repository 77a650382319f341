namespace PluginHost.Rpc.Ttrpc;

/// <summary>What a frame carries; receivers ignore other values.</summary>
internal enum TtrpcFrameType : byte
{
    Request = 1,
    Response = 2,
    Data = 3,
}
