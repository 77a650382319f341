namespace PluginHost.Leases;

/// <summary>Keeps what is attached to it from being collected, until it is deleted or its label <c>containerd.io/gc.expire</c> lies in the past.</summary>
public sealed record Lease
{
    public required string Id { get; init; }

    public Timestamp CreatedAt { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
