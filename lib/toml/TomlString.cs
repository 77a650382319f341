namespace PluginHost.Toml;

/// <summary>A string. May hold every Unicode character, also control characters.</summary>
public sealed class TomlString(string value) : TomlValue
{
    public string Value { get; } = value;

    public override TomlKind Kind => TomlKind.String;
}
