namespace PluginHost.Gc;

/// <summary>What one collection did.</summary>
/// <param name="LockedTime">How long writers had to wait.</param>
/// <param name="Removed">Number of objects removed from the metadata.</param>
public sealed record GcStatistics(TimeSpan LockedTime, int Removed);
