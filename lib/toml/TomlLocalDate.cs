namespace PluginHost.Toml;

/// <summary>A day, years 1 to 9999.</summary>
public sealed class TomlLocalDate(DateOnly value) : TomlValue
{
    public DateOnly Value { get; } = value;

    public override TomlKind Kind => TomlKind.LocalDate;
}
