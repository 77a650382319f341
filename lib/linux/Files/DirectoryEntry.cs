namespace PluginHost.Linux.Files;

/// <summary>An entry of a directory.</summary>
/// <param name="Name">Its name, in <see cref="PathEncoding"/>.</param>
/// <param name="Type">What it is.</param>
/// <param name="Inode">Its inode number.</param>
public readonly record struct DirectoryEntry(string Name, DirectoryEntryType Type, ulong Inode);
