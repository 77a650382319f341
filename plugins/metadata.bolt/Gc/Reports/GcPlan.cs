namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>What a collection would do.</summary>
/// <param name="FreedBytes">Of all garbage whose size is known; not of blobs that another namespace keeps.</param>
/// <param name="Garbage">What would go.</param>
/// <param name="Kept">What would stay.</param>
internal sealed record GcPlan(long FreedBytes, IReadOnlyList<GcObject> Garbage, IReadOnlyList<GcSurvivor> Kept);
