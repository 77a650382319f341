using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>A key of a file that nothing reads.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Path">Table names and the key.</param>
/// <param name="Position">Where the key stands.</param>
internal sealed record UnknownKey(string? File, IReadOnlyList<string> Path, TomlPosition Position)
{
    /// <summary>What containerd's strict decoder says (go-toml).</summary>
    public const string Reason = "strict mode: fields in the document are missing in the target struct";
}
