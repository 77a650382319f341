using PluginHost.Toml;

namespace PluginHost.Host.Configuration;

/// <summary>A configuration file as it was read, before migration.</summary>
/// <param name="Path">As named by the command line or the importing file.</param>
/// <param name="Table">Its content.</param>
/// <param name="Version">Its <c>version</c>; 0 when it has none.</param>
internal sealed record ConfigFile(string Path, TomlTable Table, long Version);
