namespace PluginHost.Mounts;

/// <summary>What is to be mounted, in the words of mount(8).</summary>
/// <param name="Type">File system, for example <c>overlay</c> or <c>bind</c>.</param>
/// <param name="Source">Device, directory or name.</param>
/// <param name="Options">For example <c>ro</c>, <c>lowerdir=/a:/b</c>.</param>
public sealed record Mount(string Type, string Source, IReadOnlyList<string> Options)
{
    /// <summary>Directory below the mount point that this mount goes to; empty: the mount point itself.</summary>
    public string Target { get; init; } = "";
}
