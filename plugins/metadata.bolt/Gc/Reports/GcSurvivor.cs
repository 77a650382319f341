namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>An object that stays, with a shortest path from a root, which ends with it.</summary>
internal sealed record GcSurvivor(GcObject Object, IReadOnlyList<GcStep> Path);
