namespace PluginHost.Plugins;

/// <summary>The TOML key of a property of a configuration record, where it is not the property's name in snake case.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigKeyAttribute(string key) : Attribute
{
    public string Key { get; } = key;

    /// <summary>True: the key is not printed while it has its type's empty value.</summary>
    public bool OmitEmpty { get; init; }
}
