namespace PluginHost.Diff;

/// <summary>How a layer is to be applied.</summary>
public sealed record ApplyOptions
{
    /// <summary>For stream processors, by their id.</summary>
    public IReadOnlyDictionary<string, AnyValue> Payloads { get; init; } = new Dictionary<string, AnyValue>();

    /// <summary>Flush the file system afterwards.</summary>
    public bool SyncFileSystem { get; init; }
}
