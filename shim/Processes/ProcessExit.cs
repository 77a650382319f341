using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Status">The exit code, or 128 and the signal.</param>
/// <param name="At">When the shim heard of it.</param>
internal sealed record ProcessExit(int Status, Timestamp At)
{
    /// <summary>For a process that did not end, or never began.</summary>
    public static ProcessExit None { get; } = new(0, Timestamp.None);
}
