using System.Diagnostics.CodeAnalysis;

namespace PluginHost.Toml;

/// <summary>The types of TOML 1.0; each has one subclass of <see cref="TomlValue"/>.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are the names of the TOML specification.")]
public enum TomlKind
{
    String,
    Integer,
    Float,
    Boolean,
    OffsetDateTime,
    LocalDateTime,
    LocalDate,
    LocalTime,
    Array,
    Table,
}
