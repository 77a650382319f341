using PluginHost.Linux;

namespace PluginHost.Archive.Changes;

/// <summary>A changed path.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Path">Relative to the root, without slashes at the ends.</param>
/// <param name="Status">The file as it is now; for a deletion the default.</param>
internal readonly record struct Change(ChangeKind Kind, string Path, FileStatus Status);
