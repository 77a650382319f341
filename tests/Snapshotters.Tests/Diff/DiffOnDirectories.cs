namespace Snapshotters.Tests.Diff;

/// <summary>On directories, without a snapshotter.</summary>
public sealed class DiffOnDirectories : WalkingOnSnapshotter;
