namespace PluginHost.Containers;

/// <summary>What a container is to be; it does not run by itself (<see cref="Runtime.ITask"/> does).</summary>
public sealed record ContainerRecord
{
    public required string Id { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of an image; free text.</summary>
    public string Image { get; init; } = "";

    /// <summary>For example <c>io.containerd.runc.v2</c>; never empty.</summary>
    public required string RuntimeName { get; init; }

    public AnyValue? RuntimeOptions { get; init; }

    /// <summary>The OCI runtime specification, passed through.</summary>
    public AnyValue? Spec { get; init; }

    public string Snapshotter { get; init; } = "";

    public string SnapshotKey { get; init; } = "";

    public IReadOnlyDictionary<string, AnyValue> Extensions { get; init; } = new Dictionary<string, AnyValue>();

    public string SandboxId { get; init; } = "";

    public Timestamp CreatedAt { get; init; }

    public Timestamp UpdatedAt { get; init; }
}
