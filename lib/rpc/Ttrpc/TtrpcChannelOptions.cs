namespace PluginHost.Rpc.Ttrpc;

/// <summary>How a <see cref="TtrpcChannel"/> works.</summary>
public sealed record TtrpcChannelOptions
{
    /// <summary>The clock of deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
