namespace PluginHost.Bolt.Care;

/// <summary>A database that was checked while it was opened.</summary>
/// <param name="Database">To be disposed.</param>
/// <param name="State">What it is good for.</param>
/// <param name="Faults">What is wrong in the file; of a usable one at most <see cref="Database.MetaFault"/> and oddities.</param>
/// <param name="DamagedCopy">Where the file is as it was found, if its last state was given up; else null.</param>
public sealed record OpenedDatabase(Database Database, OpenedState State, IReadOnlyList<string> Faults, string? DamagedCopy);
