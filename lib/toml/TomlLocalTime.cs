namespace PluginHost.Toml;

/// <summary>A time of day. The reader cuts what is finer than 100 ns.</summary>
public sealed class TomlLocalTime(TimeOnly value) : TomlValue
{
    public TimeOnly Value { get; } = value;

    public override TomlKind Kind => TomlKind.LocalTime;
}
