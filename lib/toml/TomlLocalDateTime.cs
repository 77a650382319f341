namespace PluginHost.Toml;

/// <summary>A day and time of day without relation to a time zone. The reader cuts what is finer than 100 ns.</summary>
public sealed class TomlLocalDateTime(DateTime value) : TomlValue
{
    /// <summary>Always of <see cref="DateTimeKind.Unspecified"/>.</summary>
    public DateTime Value { get; } = DateTime.SpecifyKind(value, DateTimeKind.Unspecified);

    public override TomlKind Kind => TomlKind.LocalDateTime;
}
