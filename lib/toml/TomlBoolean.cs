namespace PluginHost.Toml;

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed class TomlBoolean(bool value) : TomlValue
{
    public bool Value { get; } = value;

    public override TomlKind Kind => TomlKind.Boolean;
}
