namespace PluginHost.Archive.Tar;

/// <summary>A part of a sparse file that has content; what lies between is zero.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Length">Its bytes.</param>
public readonly record struct SparseRange(long Offset, long Length);
