namespace PluginHost.Toml;

/// <summary>A number of IEEE 754 double precision, infinities and not-a-number included.</summary>
public sealed class TomlFloat(double value) : TomlValue
{
    public double Value { get; } = value;

    public override TomlKind Kind => TomlKind.Float;
}
