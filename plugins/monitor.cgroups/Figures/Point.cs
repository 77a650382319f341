namespace PluginHost.Plugins.Cgroups.Figures;

/// <summary>A value, and the labels that it has beside those of its task.</summary>
internal readonly record struct Point(double Value, IReadOnlyList<KeyValuePair<string, string>> Labels);
