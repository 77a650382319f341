namespace PluginHost.Bolt;

/// <summary>How much room a database takes.</summary>
/// <param name="FileBytes">The length of the file.</param>
/// <param name="FreeBytes">Bytes in it that hold nothing and will be used again; compacting gives them back.</param>
public readonly record struct FileUsage(long FileBytes, long FreeBytes);
