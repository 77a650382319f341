namespace PluginHost.Rpc.Ttrpc;

/// <summary>How a <see cref="TtrpcServer"/> works.</summary>
public sealed record TtrpcServerOptions
{
    /// <summary>
    /// The user and group that a peer's process must have, both; others are closed without a byte. Null (the default) accepts all.
    /// containerd and its shims demand their own: <see cref="PeerCredentials.OfThisProcess"/>.
    /// </summary>
    public PeerCredentials? RequiredPeer { get; init; }

    /// <summary>The clock of deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
