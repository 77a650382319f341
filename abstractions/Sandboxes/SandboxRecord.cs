namespace PluginHost.Sandboxes;

/// <summary>A group of containers that share namespaces or a machine, as it is stored; a record starts nothing.</summary>
public sealed record SandboxRecord
{
    public required string Id { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>For example <c>io.containerd.runc.v2</c>; may be empty.</summary>
    public string RuntimeName { get; init; } = "";

    public AnyValue? RuntimeOptions { get; init; }

    /// <summary>The specification that the sandbox was created with, passed through.</summary>
    public AnyValue? Spec { get; init; }

    /// <summary>Name of the controller that owns it; set once, when the record is created.</summary>
    public string Sandboxer { get; init; } = "";

    public IReadOnlyDictionary<string, AnyValue> Extensions { get; init; } = new Dictionary<string, AnyValue>();

    public Timestamp CreatedAt { get; init; }

    public Timestamp UpdatedAt { get; init; }
}
