using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>A value of a file that can't be used.</summary>
/// <param name="File">The file as it was named; null for a value of the command line.</param>
/// <param name="Position">Where the value stands.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Path">Table names and the key.</param>
internal sealed record ConfigFault(string? File, TomlPosition Position, string Reason, IReadOnlyList<string> Path)
{
    public override string ToString()
    {
        string place = Position.IsKnown ? $" at {Position}" : "";
        return $"failed to load TOML from {File ?? "the command line"}: failed to unmarshal TOML{place}: toml: {Reason} "
            + $"(key {KeyText.Join(Path)})";
    }
}
