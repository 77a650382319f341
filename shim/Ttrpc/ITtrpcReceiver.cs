namespace PluginHost.Shim.Ttrpc;

/// <summary>Either side of a connection: what comes in.</summary>
internal interface ITtrpcReceiver
{
    /// <summary>A frame; the data is valid during the call.</summary>
    void OnFrame(TtrpcFrame frame, ReadOnlySpan<byte> data);

    /// <summary>A frame that is too long; its data is passed over.</summary>
    void OnOversize(TtrpcFrame frame);

    /// <summary>The connection is closed.</summary>
    void OnClosed();
}
