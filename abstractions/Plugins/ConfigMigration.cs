namespace PluginHost.Plugins;

/// <summary>
/// Changes the plugin sections of a configuration file in place. Called once for each version step.
/// </summary>
/// <param name="version">The version to migrate from: 1 is asked to make it 2, and so on.</param>
/// <param name="sections">
/// Plugin URI to section; a section is a <see cref="Dictionary{TKey, TValue}"/> of <see cref="string"/> to <see cref="string"/>,
/// <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="List{T}"/> of <see cref="object"/>, or a section.
/// </param>
public delegate void ConfigMigration(int version, IDictionary<string, Dictionary<string, object>> sections);
