namespace PluginHost.Toml;

/// <summary>A whole number of 64 bits.</summary>
public sealed class TomlInteger(long value) : TomlValue
{
    public long Value { get; } = value;

    public override TomlKind Kind => TomlKind.Integer;
}
